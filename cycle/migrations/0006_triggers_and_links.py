
import cycle.enums
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cycle', '0005_kept_figures'),
        ('plans', '0010_bytes_by_stage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeviationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='deviation',
            name='ratio',
            field=models.CharField(help_text='Exact, as a fraction.', max_length=100),
        ),
        migrations.AlterField(
            model_name='deviation',
            name='reached',
            field=models.CharField(help_text='The part of the aim that was reached, as a fraction.', max_length=100),
        ),
        migrations.AddField(
            model_name='deviation',
            name='acknowledged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deviation',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deviation',
            name='trigger',
            field=models.CharField(choices=[('below_threshold', 'below_threshold'), ('falling', 'falling'), ('milestone_missed', 'milestone_missed')], default=cycle.enums.Trigger['BELOW_THRESHOLD'], help_text='By which rule it opened.', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='deviation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='deviation_acknowledged_by_somebody'),
        ),
        migrations.AddField(
            model_name='deviationlink',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deviationlink',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycle.deviation'),
        ),
        migrations.AddField(
            model_name='deviationlink',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycle.deviation'),
        ),
        migrations.AddConstraint(
            model_name='deviationlink',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='deviation_link_once'),
        ),
        migrations.AddConstraint(
            model_name='deviationlink',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='deviation_link_older_first'),
        ),
    ]
