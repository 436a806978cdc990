
import cycle.enums
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cycle', '0006_triggers_and_links'),
        ('plans', '0010_bytes_by_stage'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remark', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['solution', 'at'],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('share', models.PositiveSmallIntegerField(help_text='How much of it is done, in hundredths.')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['corrective_action', 'number'],
            },
        ),
        migrations.AddField(
            model_name='correctiveaction',
            name='deadline',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='correctiveaction',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='solution',
            name='expected',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='solution',
            name='expected_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='correctiveaction',
            name='course',
            field=models.CharField(blank=True, choices=[('amend_plan', 'amend_plan'), ('operational', 'operational'), ('none', 'none')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='correctiveaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', cycle.enums.Course['OPERATIONAL']), ('deadline__isnull', False), ('owner__isnull', False)), models.Q(('deadline__isnull', True), ('owner__isnull', True), models.Q(('course', cycle.enums.Course['OPERATIONAL']), _negated=True)), _connector='OR'), name='corrective_action_operational_by_somebody_in_time'),
        ),
        migrations.AddConstraint(
            model_name='solution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expected', ''), ('expected_on__isnull', True)), models.Q(models.Q(('expected', ''), _negated=True), ('expected_on__isnull', False)), _connector='OR'), name='solution_expected_by_a_day'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='solution',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cycle.solution'),
        ),
        migrations.AddField(
            model_name='progress',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progress',
            name='corrective_action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='cycle.correctiveaction'),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.UniqueConstraint(fields=('corrective_action', 'number'), name='progress_number_once'),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.CheckConstraint(condition=models.Q(('share__lte', 100)), name='progress_at_most_whole'),
        ),
    ]
