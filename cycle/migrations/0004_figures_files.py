
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cycle', '0003_what_counted'),
        ('plans', '0010_bytes_by_stage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FiguresFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(help_text='SHA-256.', max_length=64)),
                ('stored', models.CharField(help_text="The stored file's name.", max_length=200)),
                ('taken_at', models.DateTimeField()),
                ('changes', models.JSONField(help_text='What would be entered: see FigureChange.')),
                ('count', models.PositiveIntegerField(help_text='How many changes these are.')),
                ('faults', models.JSONField(help_text='What cannot be: rows, columns, reasons, what stands there.')),
                ('same', models.PositiveIntegerField(help_text='How many rows say what is entered already.')),
                ('silent', models.PositiveIntegerField(help_text='How many rows say no figure.')),
                ('ignored', models.JSONField(help_text='Names of columns that nobody asked for.')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('passed_over', models.JSONField(default=list, help_text='Faults that were found while storing.')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.edition')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-taken_at'],
            },
        ),
        migrations.AddField(
            model_name='measurement',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='cycle.figuresfile'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.UniqueConstraint(condition=models.Q(('file__isnull', False)), fields=('file', 'period', 'kpi'), name='measurement_once_from_a_file'),
        ),
        migrations.AddIndex(
            model_name='figuresfile',
            index=models.Index(condition=models.Q(('accepted_at__isnull', False), ('finished_at__isnull', True)), fields=['accepted_at'], name='figures_file_to_store'),
        ),
        migrations.AddConstraint(
            model_name='figuresfile',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='figures_file_accepted_or_dropped'),
        ),
        migrations.AddConstraint(
            model_name='figuresfile',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('accepted_at__isnull', False), _connector='OR'), name='figures_file_finished_once_accepted'),
        ),
    ]
