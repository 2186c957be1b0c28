"""All tables, so that one import knows the whole schema."""

from bot.db.tables.columns import Row as Row
from bot.db.tables.consent import ApprovalRow as ApprovalRow
from bot.db.tables.consent import AskEventRow as AskEventRow
from bot.db.tables.consent import AskRow as AskRow
from bot.db.tables.consent import ClipRow as ClipRow
from bot.db.tables.consent import OpeningRow as OpeningRow
from bot.db.tables.house import FormDraftRow as FormDraftRow
from bot.db.tables.house import IncidentRow as IncidentRow
from bot.db.tables.house import JobRow as JobRow
from bot.db.tables.house import RecordLeafRow as RecordLeafRow
from bot.db.tables.house import SeenEventRow as SeenEventRow
from bot.db.tables.people import AccountRow as AccountRow
from bot.db.tables.people import EmailProofRow as EmailProofRow
from bot.db.tables.people import EmailProofSentRow as EmailProofSentRow
from bot.db.tables.people import PersonRow as PersonRow
from bot.db.tables.people import ReviewerRow as ReviewerRow
from bot.db.tables.places import CameraLocationRow as CameraLocationRow
from bot.db.tables.places import CameraRow as CameraRow
from bot.db.tables.places import ChannelRow as ChannelRow
from bot.db.tables.places import NeighborhoodRow as NeighborhoodRow
from bot.db.tables.police import AreaRequestRow as AreaRequestRow
from bot.db.tables.police import DepartmentRow as DepartmentRow
from bot.db.tables.police import OfficerRow as OfficerRow
from bot.db.tables.police import VerdictRow as VerdictRow
