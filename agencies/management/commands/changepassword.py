"""How does an administrator who forgot the password get in? manage.py changepassword NAME, on the server itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import services
from agencies.models import User


class Command(BaseCommand):
    help = "Gives an account a password to be changed at the next login, ends its sessions, and prints the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            raise CommandError(f"Không có tài khoản “{username}”.") from None
        password = services.reset_password(user, by=None)
        self.stdout.write(f"Mật khẩu tạm của “{user.username}”, chỉ hiện một lần: {password}")
