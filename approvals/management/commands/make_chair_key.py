import getpass
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.documents.development import make_chair_key


class Command(BaseCommand):
    help = (
        "Makes a DEVELOPMENT key for a chair as a PKCS#12 file, by an authority that this installation trusts from "
        "then on. Refused where the seal is not a development one."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", help="Whom the certificate names.")
        parser.add_argument("output", type=Path)

    def handle(self, *, name, output, **options):
        if not settings.DEVELOPMENT_SEAL or settings.SIGNER_ROOTS:
            raise CommandError("This installation trusts other authorities for the certificates of chairs.")
        secret = os.environ.get("PLENARY_SECRET") or getpass.getpass("A passphrase for the key: ")
        if not secret:
            raise CommandError("A key without a passphrase is not made.")
        if output.exists():
            raise CommandError(f"{output}: File exists")
        given = {"organization": settings.ORGANIZATION, "name": name, "secret": secret, "at": timezone.now()}
        key = make_chair_key(settings.KEYS_ROOT, **given)
        try:
            with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(key)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from None
        self.stdout.write(f"{output} is the key. Its authority is in signers.pem, beside the keys.")
