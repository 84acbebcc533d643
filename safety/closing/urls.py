"""Addresses of the month close; each is about ``?unit=`` and ``?period=``."""

from django.urls import path

from safety.closing.views import months, restatements

app_name = "closing"
urlpatterns = [
    path("", months.view_month, name="view-month"),
    path("hand-in/", months.hand_in, name="hand-in"),
    path("send-back/", months.send_back, name="send-back"),
    path("close/", months.close_month, name="close-month"),
    path("reopen/", months.reopen_month, name="reopen-month"),
    path("due/", months.set_due_days, name="set-due-days"),
    path("late/", months.LateList.as_view(), name="list-late-months"),
    path("book/", months.EntryList.as_view(), name="list-entries"),
    path("restatements/", restatements.list_restated, name="list-restatements"),
    path("restatements/one/", restatements.view_restated, name="view-restatement"),
    path("restatements/approve/", restatements.approve, name="approve-restatements"),
    path("restatements/ask/", restatements.ask, name="ask-evidence"),
    path("restatements/answer/<int:key>/", restatements.answer, name="answer-evidence"),
]
