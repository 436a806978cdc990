"""Where a resubmitted text goes on, and which outcomes still stand (the first row of the edge cases)."""


def resume_at(steps, returning, touched):
    """The name of the step at which a resubmission resumes.

    `steps` are the chain's (name, competence) in order; `returning` is the name of the step that returned the
    text, `touched` the competences that the change touches. The returning step's outcome is void in any case,
    and every earlier one whose competence is touched; the earliest void one is where it goes on.
    """
    for name, competence in steps:
        if name == returning or competence in touched:
            return name
    raise ValueError(f"{returning} is no step of this chain")


def stands(step_competence, touched):
    """Whether an outcome given before a change still stands after it."""
    return step_competence not in touched
