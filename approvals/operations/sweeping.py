def each(rows, action):
    """Does an action for each of some rows; one that fails does not hold the others up. Returns the sum of what the
    actions return. Raises an ExceptionGroup of what failed, when all have been tried."""
    count, failures = 0, []
    for row in rows:
        try:
            count += action(row)
        except Exception as failure:  # noqa: BLE001, raised below, with the others
            failure.add_note(f"at {row}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("some of it could not be done", failures)
    return count
