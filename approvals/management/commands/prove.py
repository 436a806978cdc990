import json

from django.core.management.base import BaseCommand, CommandError

from approvals.models import Act, Root
from approvals.queries.register import consistency_of, proof_of


class Command(BaseCommand):
    help = (
        "Prints a proof from the register as JSON, for docs/check_register.py: that an act is in the tree under the "
        "newest root (CHAIN NUMBER), or that the newest tree still holds an earlier one (--since SIZE)."
    )

    def add_arguments(self, parser):
        parser.add_argument("chain", nargs="?", help="For example review:1.")
        parser.add_argument("number", nargs="?", type=int)
        parser.add_argument("--since", type=int, metavar="SIZE", help="How many heads were under the earlier root.")

    def handle(self, *, chain, number, since, **options):
        if since is not None:
            old, new = Root.objects.filter(size=since).first(), Root.objects.order_by("size").last()
            if old is None:
                raise CommandError(f"No root over {since} heads was recorded.")
            self.stdout.write(json.dumps(consistency_of(old, new), indent=2))
            return
        act = Act.objects.filter(chain=chain, number=number).first()
        if act is None:
            raise CommandError("There is no such act. Name its chain and its number, for example: prove review:1 3")
        proof = proof_of(act)
        if proof is None:
            raise CommandError("This act is not sealed into the tree yet; that happens within the hour.")
        self.stdout.write(json.dumps(proof.as_json(), indent=2, ensure_ascii=False))
