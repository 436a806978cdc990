
import cycle.enums
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0010_acts_of_periods'),
        ('cycle', '0001_cycle'),
        ('plans', '0010_bytes_by_stage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi', models.CharField(help_text="The KPI's key.", max_length=80)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['kpi', 'starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Validation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('stance', models.CharField(choices=[('confirmed', 'confirmed'), ('contested', 'contested')], max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['measurement', 'number'],
            },
        ),
        migrations.AlterModelOptions(
            name='cycle',
            options={'permissions': [('run_cycle', 'Can advance the cycle and enter figures'), ('evaluate', 'Can evaluate solutions and decide on deviations'), ('confirm_figures', 'Can confirm figures that others entered, and lock periods')]},
        ),
        migrations.AddField(
            model_name='measurement',
            name='evidence',
            field=models.CharField(blank=True, help_text="The stored file's name.", max_length=200),
        ),
        migrations.AddField(
            model_name='measurement',
            name='evidence_digest',
            field=models.CharField(blank=True, help_text='SHA-256.', max_length=64),
        ),
        migrations.AddField(
            model_name='measurement',
            name='evidence_name',
            field=models.CharField(blank=True, help_text='As its owner calls it.', max_length=120),
        ),
        migrations.AddField(
            model_name='measurement',
            name='reason',
            field=models.TextField(blank=True, help_text='Why the locked figure was wrong.'),
        ),
        migrations.AddField(
            model_name='period',
            name='due_on',
            field=models.DateField(help_text='The last day on which its figures are on time.', null=True),
        ),
        migrations.AddField(
            model_name='period',
            name='locked_version',
            field=models.ForeignKey(blank=True, help_text='By which it was measured when it was locked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.version'),
        ),
        migrations.AddField(
            model_name='period',
            name='locked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='measurement',
            name='actual',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='measurement',
            name='of',
            field=models.PositiveBigIntegerField(blank=True, help_text='Requested, or the whole.', null=True),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence', ''), ('evidence_digest', '')), models.Q(models.Q(('evidence', ''), _negated=True), models.Q(('evidence_digest', ''), _negated=True)), _connector='OR'), name='measurement_evidence_with_its_digest'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('end'))), name='period_due_after_its_end'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('locked_at__isnull', True), ('locked_by__isnull', False), _connector='OR'), name='period_locked_by_somebody'),
        ),
        migrations.AddField(
            model_name='answer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='measurement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='cycle.measurement'),
        ),
        migrations.AddField(
            model_name='ownership',
            name='named_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ownership',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='validation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='validation',
            name='measurement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='validations', to='cycle.measurement'),
        ),
        migrations.AddField(
            model_name='validation',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.member'),
        ),
        migrations.AddField(
            model_name='answer',
            name='validation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='cycle.validation'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(fields=['at'], name='confirmation_at'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_at__isnull', True)), fields=('kpi',), name='ownership_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='ownership_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='validation',
            constraint=models.UniqueConstraint(fields=('measurement', 'number'), name='validation_number_once'),
        ),
        migrations.AddConstraint(
            model_name='validation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stance', cycle.enums.Stance['CONTESTED']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='validation_contests_with_a_reason'),
        ),
    ]
