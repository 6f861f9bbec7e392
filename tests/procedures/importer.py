"""Runs one job as a worker would, until it is killed: python -m tests.procedures.importer KEY MEDIA SECONDS

The seconds count from the moment at which the job is begun. The signal is one that no code of ours or of Python hears:
the kernel ends the process, as it does on SIGKILL, however busy the machine keeps the test.
"""

import signal
import sys


def main(key: str, media: str, seconds: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from jobs import running, services
    from jobs.models import Job

    settings.MEDIA_ROOT = media
    begin = running.begin

    def begun(*which):
        job = begin(*which)
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        return job

    running.begin = begun
    services.run_now(Job.objects.get(pk=key))


if __name__ == "__main__":
    main(*sys.argv[1:])
