"""The aggregates of this app, one per file."""

from safety.deliveries.models.delivery import Delivery, DeliveryFile
from safety.deliveries.models.schedule import Recipient, Schedule

__all__ = ["Delivery", "DeliveryFile", "Recipient", "Schedule"]
