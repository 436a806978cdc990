"""Work beside the browser, whose loop does not allow another one in its thread."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def in_a_thread(action):
    """What an action returns, done in another thread with a connection of its own."""

    def act():
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()
