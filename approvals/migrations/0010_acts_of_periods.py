
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0009_signed_acts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('submitted', 'submitted'), ('reading_opened', 'reading_opened'), ('decided', 'decided'), ('reaffirmed', 'reaffirmed'), ('poll_opened', 'poll_opened'), ('poll_closed', 'poll_closed'), ('poll_cancelled', 'poll_cancelled'), ('silence_opened', 'silence_opened'), ('silence_closed', 'silence_closed'), ('objected', 'objected'), ('interest_declared', 'interest_declared'), ('interest_taken_back', 'interest_taken_back'), ('resubmitted', 'resubmitted'), ('text_changed', 'text_changed'), ('withdrawn', 'withdrawn'), ('carried_over', 'carried_over'), ('in_conflict', 'in_conflict'), ('moot', 'moot'), ('adopted', 'adopted'), ('sealed', 'sealed'), ('signed', 'signed'), ('lapsed', 'lapsed'), ('made_ordinary', 'made_ordinary'), ('body_founded', 'body_founded'), ('seat_added', 'seat_added'), ('member_admitted', 'member_admitted'), ('seat_filled', 'seat_filled'), ('seat_vacated', 'seat_vacated'), ('office_begun', 'office_begun'), ('office_ended', 'office_ended'), ('delegate_named', 'delegate_named'), ('delegate_ended', 'delegate_ended'), ('substitute_named', 'substitute_named'), ('substitute_ended', 'substitute_ended'), ('proxy_given', 'proxy_given'), ('proxy_ended', 'proxy_ended'), ('meeting_called', 'meeting_called'), ('meeting_opened', 'meeting_opened'), ('attendance_recorded', 'attendance_recorded'), ('item_placed', 'item_placed'), ('item_pulled', 'item_pulled'), ('meeting_closed', 'meeting_closed'), ('rule_set', 'rule_set'), ('figures_locked', 'figures_locked'), ('figure_corrected', 'figure_corrected'), ('figure_validated', 'figure_validated'), ('contest_answered', 'contest_answered'), ('corrected', 'corrected')], max_length=30),
        ),
    ]
