"""Who is the first administrator? manage.py createsuperuser NAME "Full name"; Django's own would bypass the log."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import services


class Command(BaseCommand):
    help = "Opens an account for a system administrator and prints a password to be changed at the first login."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")

    def handle(self, *args: Any, username: str, full_name: str, **options: Any) -> None:
        try:
            user, password = services.create_user(username, full_name, by=None, superuser=True)
        except ValidationError as error:
            raise CommandError(services.sentence(error)) from error
        self.stdout.write(f"Đã tạo quản trị hệ thống “{user.username}”. Mật khẩu tạm, chỉ hiện một lần: {password}")
