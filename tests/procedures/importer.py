"""Runs one job as a worker would, in a process that a test may kill: python -m tests.procedures.importer KEY MEDIA"""

import sys


def main(key: str, media: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from jobs import services
    from jobs.models import Job

    settings.MEDIA_ROOT = media
    services.run_now(Job.objects.get(pk=key))


if __name__ == "__main__":
    main(*sys.argv[1:])
