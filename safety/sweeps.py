"""What workers look at by themselves, and how often: the schedule of Celery's beat."""

from typing import Any

from celery.schedules import crontab


def beat(seconds: float) -> dict[str, dict[str, Any]]:
    """The schedule; most rows that wait are looked at every so many seconds."""
    return {
        "drain-marks": {"task": "indicators.drain", "schedule": seconds},
        "send-messages": {"task": "notices.send", "schedule": seconds},
        "plan-reports": {"task": "deliveries.plan", "schedule": seconds},
        "send-reports": {"task": "deliveries.deliver", "schedule": seconds},
        "write-summaries": {"task": "notices.summarise", "schedule": seconds},
        "plan-inspections": {"task": "inspections.plan", "schedule": seconds},
        "take-up-loads": {"task": "records.work", "schedule": seconds},
        "settle-exams": {"task": "training.settle_exams", "schedule": 4 * seconds},
        "escalate": {"task": "inspections.escalate", "schedule": 4 * seconds},
        "remind-of-training": {
            "task": "training.remind",
            "schedule": crontab(minute="50"),
        },
        "remind-of-months": {
            "task": "closing.remind",
            "schedule": crontab(minute="40"),
        },
        "alert-of-numbers": {
            "task": "indicators.alert",
            "schedule": crontab(minute="30"),
        },
        "check-values": {
            "task": "indicators.check",
            "schedule": crontab(hour="2", minute="0"),
        },
        "expire-cards": {
            "task": "incentives.expire",
            "schedule": crontab(hour="2", minute="15"),
        },
        "prove-ledger": {
            "task": "incentives.prove",
            "schedule": crontab(hour="2", minute="30"),
        },
        "clear-sessions": {
            "task": "accounts.clear_sessions",
            "schedule": crontab(hour="3", minute="0"),
        },
        "clear-files": {"task": "files.clear", "schedule": crontab(minute="20")},
        "clear-receipts": {
            "task": "journal.clear_receipts",
            "schedule": crontab(hour="3", minute="30"),
        },
    }
