/** Made by `npm run client` from the OpenAPI document; never changed by hand. One table: the whole interface. */

/** What an answer without a schema holds is described in the document's prose; reading a field gives `unknown`. */
export type Answer = Record<string, unknown>;

export interface Problem {
type: string
title: string
status: number
code: ("malformed" | "invalid" | "unauthenticated" | "bad_signature" | "stale_signature" | "second_factor" | "reauthenticate" | "challenge_required" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "stale" | "window_closed" | "no_route" | "too_large" | "unsupported_type" | "refused" | "rate_limited" | "internal" | "unavailable")
detail: string
field?: string
[k: string]: unknown
}


export interface PostAgentsBody {
name: string
email: string
password: string
role?: ("agent" | "supervisor" | "admin")
/**
 * @maxItems 100
 */
teamIds?: string[]
capacity?: number
perChannel?: {
[k: string]: number
}
/**
 * @maxItems 50
 */
skills?: string[]
/**
 * @maxItems 20
 */
languages?: string[]
[k: string]: unknown
}


export interface PostAgentsMePresenceBody {
state: ("online" | "busy" | "break" | "wrap_up" | "transfers_only" | "hidden" | "offline")
reason?: string
[k: string]: unknown
}


export interface PatchAgentsIdBody {
name?: string
password?: string
role?: ("agent" | "supervisor" | "admin")
/**
 * @maxItems 100
 */
teamIds?: string[]
capacity?: number
/**
 * @maxItems 50
 */
skills?: string[]
/**
 * @maxItems 20
 */
languages?: string[]
disabled?: boolean
[k: string]: unknown
}


export interface PostAutomationDryRunBody {
from?: number
to?: number
limit?: number
rule: {
event: ("message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "suggestion.accepted" | "csat.received" | "sla.at_risk")
conditions?: {
/**
 * @maxItems 20
 */
all?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
/**
 * @maxItems 20
 */
any?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
[k: string]: unknown
}
[k: string]: unknown
}
[k: string]: unknown
}


export interface PostAutomationRulesBody {
name: string
event: ("message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "suggestion.accepted" | "csat.received" | "sla.at_risk")
conditions?: {
/**
 * @maxItems 20
 */
all?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
/**
 * @maxItems 20
 */
any?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
[k: string]: unknown
}
/**
 * @minItems 1
 * @maxItems 10
 */
actions: ({
action: "reply"
text: string
[k: string]: unknown
} | {
action: "canned"
cannedId: string
[k: string]: unknown
} | {
action: "note"
text: string
[k: string]: unknown
} | {
action: "label"
/**
 * @maxItems 50
 */
add?: string[]
/**
 * @maxItems 50
 */
remove?: string[]
[k: string]: unknown
} | {
action: "priority"
priority: number
[k: string]: unknown
} | {
action: "assign"
agentId: string
[k: string]: unknown
} | {
action: "team"
teamId: string
[k: string]: unknown
} | {
action: "bot"
[k: string]: unknown
} | {
action: "snooze"
minutes: number
[k: string]: unknown
} | {
action: "resolve"
reason?: string
[k: string]: unknown
} | {
action: "reopen"
[k: string]: unknown
})[]
enabled?: boolean
position?: number
stops?: boolean
[k: string]: unknown
}


export interface PatchAutomationRulesIdBody {
name?: string
event?: ("message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "suggestion.accepted" | "csat.received" | "sla.at_risk")
conditions?: {
/**
 * @maxItems 20
 */
all?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
/**
 * @maxItems 20
 */
any?: {
field: (("text" | "channel" | "account" | "team" | "status" | "owner" | "agent" | "label" | "priority" | "language" | "intent" | "by" | "open") | string)
op: ("is" | "is_not" | "contains" | "contains_not" | "at_least" | "at_most" | "exists" | "missing")
value?: (string | number | string[])
[k: string]: unknown
}[]
[k: string]: unknown
}
/**
 * @minItems 1
 * @maxItems 10
 */
actions?: ({
action: "reply"
text: string
[k: string]: unknown
} | {
action: "canned"
cannedId: string
[k: string]: unknown
} | {
action: "note"
text: string
[k: string]: unknown
} | {
action: "label"
/**
 * @maxItems 50
 */
add?: string[]
/**
 * @maxItems 50
 */
remove?: string[]
[k: string]: unknown
} | {
action: "priority"
priority: number
[k: string]: unknown
} | {
action: "assign"
agentId: string
[k: string]: unknown
} | {
action: "team"
teamId: string
[k: string]: unknown
} | {
action: "bot"
[k: string]: unknown
} | {
action: "snooze"
minutes: number
[k: string]: unknown
} | {
action: "resolve"
reason?: string
[k: string]: unknown
} | {
action: "reopen"
[k: string]: unknown
})[]
enabled?: boolean
position?: number
stops?: boolean
[k: string]: unknown
}


export interface PostAutomationRulesIdDryRunBody {
from?: number
to?: number
limit?: number
[k: string]: unknown
}


export interface PostCannedRepliesBody {
folder?: string
shortcut: string
title: string
text: string
shared?: boolean
teamId?: (string | null)
[k: string]: unknown
}


export interface PatchCannedRepliesIdBody {
folder?: string
shortcut?: string
title?: string
text?: string
shared?: boolean
teamId?: (string | null)
[k: string]: unknown
}


export interface PostCannedRepliesIdUseBody {
conversationId: string
[k: string]: unknown
}


export interface PostChannelsBody {
kind: ("wechat_oa" | "wechat_mini" | "wecom_kf" | "dingtalk" | "feishu" | "qq" | "weibo" | "douyin" | "whatsapp" | "messenger" | "instagram" | "telegram" | "line" | "slack" | "discord" | "viber" | "twilio_sms" | "email" | "kakao" | "zalo" | "web" | "app" | "webhook" | "api")
name: string
config?: {
[k: string]: unknown
}
baseUrl?: (string | null)
teamId?: (string | null)
[k: string]: unknown
}


export interface PatchChannelsIdBody {
name?: string
config?: {
[k: string]: unknown
}
baseUrl?: (string | null)
teamId?: (string | null)
[k: string]: unknown
}


export interface GetConversationsAnswer {
conversations: {
id: string
customerId: string
name: (string | null)
status: ("open" | "pending" | "snoozed" | "resolved")
ownerKind: ("bot" | "queue" | "agent")
agentId: (string | null)
epoch: number
teamId: (string | null)
channel: ("wechat_oa" | "wechat_mini" | "wecom_kf" | "dingtalk" | "feishu" | "qq" | "weibo" | "douyin" | "whatsapp" | "messenger" | "instagram" | "telegram" | "line" | "slack" | "discord" | "viber" | "twilio_sms" | "email" | "kakao" | "zalo" | "web" | "app" | "webhook" | "api")
channels: {
kind: ("wechat_oa" | "wechat_mini" | "wecom_kf" | "dingtalk" | "feishu" | "qq" | "weibo" | "douyin" | "whatsapp" | "messenger" | "instagram" | "telegram" | "line" | "slack" | "discord" | "viber" | "twilio_sms" | "email" | "kakao" | "zalo" | "web" | "app" | "webhook" | "api")
accountId: string
}[]
labels: string[]
priority: number
language: (string | null)
openedAt: number
lastTurnAt: number
lastTurnSeq: number
waitingSince: (number | null)
snoozedUntil: (number | null)
resolvedAt: (number | null)
firstReplyAt: (number | null)
preview: string
consult?: {
id: string
by: string
to: ({
kind: "agent"
agentId: string
} | {
kind: "team"
teamId: string
})
asked: string[]
helperId: (string | null)
handing: boolean
at: number
}
callBack?: {
at: number
phone?: string
email?: string
words: string
}
}[]
nextCursor: (string | null)
}


export interface PostConversationsIdAssignBody {
agentId: (string | null)
teamId?: string
reason?: string
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdCalledBackBody {
reached: boolean
[k: string]: unknown
}


export interface PostConversationsIdConsultBody {
to: ({
kind: "agent"
agentId: string
[k: string]: unknown
} | {
kind: "team"
teamId: string
[k: string]: unknown
})
note?: string
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdConsultAcceptBody {
[k: string]: unknown
}


export interface PostConversationsIdConsultDeclineBody {
reason?: string
[k: string]: unknown
}


export interface PostConversationsIdConsultHandoverBody {
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdConsultTakeBackBody {
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdDeclineBody {
reason?: string
[k: string]: unknown
}


export interface PostConversationsIdFactsBody {
name: string
value: (string | null)
[k: string]: unknown
}


export interface PostConversationsIdLabelsBody {
/**
 * @maxItems 50
 */
add?: string[]
/**
 * @maxItems 50
 */
remove?: string[]
[k: string]: unknown
}


export interface PostConversationsIdNotesBody {
text: string
/**
 * @maxItems 50
 */
mentions?: string[]
[k: string]: unknown
}


export interface PostConversationsIdPriorityBody {
priority: number
[k: string]: unknown
}


export interface PostConversationsIdReadBody {
upToSeq: number
[k: string]: unknown
}


export interface PostConversationsIdReopenBody {
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdRepliesBody {
text?: string
/**
 * @minItems 1
 * @maxItems 20
 */
parts?: ({
type: "text"
text: string
quoted?: string
[k: string]: unknown
} | {
type: "media"
media: {
kind: ("image" | "audio" | "video" | "file" | "sticker")
ref: ({
url: string
auth: boolean
expiresAt?: number
[k: string]: unknown
} | {
mediaId: string
[k: string]: unknown
} | {
blobKey: string
[k: string]: unknown
})
mime?: string
name?: string
size?: number
sha256?: string
[k: string]: unknown
}
caption?: string
[k: string]: unknown
} | {
type: "location"
lat: number
lng: number
datum: ("wgs84" | "gcj02" | "unknown")
name?: string
address?: string
[k: string]: unknown
} | {
type: "action"
id: string
label?: string
[k: string]: unknown
} | {
type: "unsupported"
hint: string
[k: string]: unknown
})[]
/**
 * @maxItems 20
 */
choices?: {
id: string
label: string
url?: string
[k: string]: unknown
}[]
channel?: {
kind: ("wechat_oa" | "wechat_mini" | "wecom_kf" | "dingtalk" | "feishu" | "qq" | "weibo" | "douyin" | "whatsapp" | "messenger" | "instagram" | "telegram" | "line" | "slack" | "discord" | "viber" | "twilio_sms" | "email" | "kakao" | "zalo" | "web" | "app" | "webhook" | "api")
accountId: string
[k: string]: unknown
}
template?: {
name: string
language: string
/**
 * @maxItems 50
 */
params: string[]
[k: string]: unknown
}
suggestionId?: string
epoch?: number
force?: boolean
[k: string]: unknown
}


export interface PostConversationsIdResolveBody {
reason?: string
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdSnoozeBody {
until: number
epoch?: number
[k: string]: unknown
}


export interface PostConversationsIdSuggestionsBody {
suggestionId: string
used: ("accepted" | "edited" | "refused")
[k: string]: unknown
}


export interface PostConversationsIdTransferBody {
to: ({
kind: "agent"
agentId: string
teamId?: string
[k: string]: unknown
} | {
kind: "team"
teamId: string
[k: string]: unknown
} | {
kind: "bot"
[k: string]: unknown
})
note?: string
warm?: boolean
epoch?: number
[k: string]: unknown
}


export interface PostCustomersIdConsentsBody {
policy: string
given: boolean
[k: string]: unknown
}


export interface PostCustomersIdEraseBody {
reason?: ("request" | "retention" | "mistake")
[k: string]: unknown
}


export interface PostCustomersIdMergeBody {
other: string
[k: string]: unknown
}


export interface PostCustomersIdUnmergeBody {
graft: (string | {
id: string
[k: string]: unknown
})
[k: string]: unknown
}


export interface PostIdentityProvidersBody {
name: string
issuer: string
clientId: string
clientSecret: string
/**
 * @minItems 1
 * @maxItems 50
 */
domains: string[]
createAgents?: boolean
defaultRole?: ("agent" | "supervisor")
/**
 * @maxItems 50
 */
defaultTeams?: string[]
enabled?: boolean
[k: string]: unknown
}


export interface PatchIdentityProvidersIdBody {
name?: string
issuer?: string
clientId?: string
clientSecret?: string
/**
 * @minItems 1
 * @maxItems 50
 */
domains?: string[]
createAgents?: boolean
defaultRole?: ("agent" | "supervisor")
/**
 * @maxItems 50
 */
defaultTeams?: string[]
enabled?: boolean
[k: string]: unknown
}


export interface PostIdentityLinksBody {
userId: string
lifeSeconds?: number
[k: string]: unknown
}


export interface PostImportConversationsBody {
from: ("chatwoot" | "zendesk" | "intercom" | "csv" | "jsonl" | "go-fly")
/**
 * @maxItems 500
 */
conversations: {
ref: string
customer: {
ref: string
name?: string
email?: string
phone?: string
[k: string]: unknown
}
subject?: string
status?: ("open" | "resolved")
/**
 * @maxItems 50
 */
labels?: string[]
openedAt: number
/**
 * @minItems 1
 * @maxItems 20000
 */
turns: {
ref: string
at: number
from: ("customer" | "agent" | "bot" | "note")
agent?: {
email?: string
name?: string
[k: string]: unknown
}
text: string
[k: string]: unknown
}[]
[k: string]: unknown
}[]
/**
 * @maxItems 500
 */
cannedReplies?: {
folder: string
title: string
text: string
[k: string]: unknown
}[]
[k: string]: unknown
}


export interface GetIntentThresholdsNameAnswer {
name: string
threshold: number
suggestedThreshold: number
examples: number
others: number
needed: number
points: {
threshold: number
precision: (number | null)
recall: number
}[]
confusedWith: {
name: string
share: number
}[]
}


export interface PostIntentsBody {
name: string
description?: string
/**
 * @minItems 2
 * @maxItems 200
 */
examples: string[]
threshold?: (number | null)
[k: string]: unknown
}


export interface PostIntentsCorrectionsBody {
text: string
/**
 * @maxItems 50
 */
context?: {
from: ("customer" | "agent" | "bot")
text: string
[k: string]: unknown
}[]
/**
 * @minItems 1
 * @maxItems 5
 */
intents: string[]
conversationId?: (string | null)
[k: string]: unknown
}


export interface PatchIntentsNameBody {
description?: string
/**
 * @minItems 2
 * @maxItems 200
 */
examples?: string[]
threshold?: (number | null)
/**
 * @minItems 1
 * @maxItems 200
 */
addExamples?: string[]
[k: string]: unknown
}


export interface PostKeysBody {
name: string
/**
 * @minItems 1
 * @maxItems 28
 */
scopes: ("messages:write" | "conversations:read" | "conversations:write" | "customers:read" | "customers:write" | "team:read" | "team:write" | "channels:read" | "channels:write" | "knowledge:read" | "knowledge:write" | "orders:read" | "orders:write" | "intents:read" | "intents:write" | "understand" | "reports:read" | "uploads:write" | "supervise" | "automation:read" | "automation:write" | "webhooks:write" | "import:write" | "keys:write" | "settings:write" | "privacy" | "audit:read" | "*")[]
rate?: number
expiresAt?: number
[k: string]: unknown
}


export interface PostKeysIdRotateBody {
graceS?: number
[k: string]: unknown
}


export interface PostKnowledgeArticlesBody {
id?: string
title: string
body: string
language?: string
category?: string
audience?: ("public" | "agents")
status?: ("draft" | "published" | "archived")
format?: ("markdown" | "html" | "text")
/**
 * @maxItems 50
 */
intents?: string[]
[k: string]: unknown
}


export interface PostKnowledgeSynonymsBody {
/**
 * @maxItems 500
 */
groups: string[][]
[k: string]: unknown
}


export interface PostMacrosBody {
name: string
description?: string
/**
 * @minItems 1
 * @maxItems 10
 */
actions: ({
action: "reply"
text: string
[k: string]: unknown
} | {
action: "canned"
cannedId: string
[k: string]: unknown
} | {
action: "note"
text: string
[k: string]: unknown
} | {
action: "label"
/**
 * @maxItems 50
 */
add?: string[]
/**
 * @maxItems 50
 */
remove?: string[]
[k: string]: unknown
} | {
action: "priority"
priority: number
[k: string]: unknown
} | {
action: "assign"
agentId: string
[k: string]: unknown
} | {
action: "team"
teamId: string
[k: string]: unknown
} | {
action: "bot"
[k: string]: unknown
} | {
action: "snooze"
minutes: number
[k: string]: unknown
} | {
action: "resolve"
reason?: string
[k: string]: unknown
} | {
action: "reopen"
[k: string]: unknown
})[]
shared?: boolean
teamId?: (string | null)
[k: string]: unknown
}


export interface PatchMacrosIdBody {
name?: string
description?: string
/**
 * @minItems 1
 * @maxItems 10
 */
actions?: ({
action: "reply"
text: string
[k: string]: unknown
} | {
action: "canned"
cannedId: string
[k: string]: unknown
} | {
action: "note"
text: string
[k: string]: unknown
} | {
action: "label"
/**
 * @maxItems 50
 */
add?: string[]
/**
 * @maxItems 50
 */
remove?: string[]
[k: string]: unknown
} | {
action: "priority"
priority: number
[k: string]: unknown
} | {
action: "assign"
agentId: string
[k: string]: unknown
} | {
action: "team"
teamId: string
[k: string]: unknown
} | {
action: "bot"
[k: string]: unknown
} | {
action: "snooze"
minutes: number
[k: string]: unknown
} | {
action: "resolve"
reason?: string
[k: string]: unknown
} | {
action: "reopen"
[k: string]: unknown
})[]
shared?: boolean
teamId?: (string | null)
[k: string]: unknown
}


export interface PostMacrosIdRunBody {
conversationId: string
values?: {
[k: string]: string
}
preview?: boolean
[k: string]: unknown
}


export interface PostMePasskeysBody {
ticket: string
name: string
response: {
id: string
type: "public-key"
response: {
[k: string]: unknown
}
[k: string]: unknown
}
[k: string]: unknown
}


export interface PostMePasskeysOptionsBody {
password?: string
[k: string]: unknown
}


export interface PostMePasswordBody {
current: string
next: string
[k: string]: unknown
}


export interface PostMeRecoveryCodesBody {
password?: string
[k: string]: unknown
}


export interface PostMeTotpBody {
password?: string
[k: string]: unknown
}


export interface DeleteMeTotpBody {
password?: string
[k: string]: unknown
}


export interface PostMeTotpConfirmBody {
code: string
[k: string]: unknown
}


export interface PostMessageBody {
from: {
id: string
name?: string
phone?: string
email?: string
[k: string]: unknown
}
text?: string
/**
 * @minItems 1
 * @maxItems 20
 */
parts?: ({
type: "text"
text: string
quoted?: string
[k: string]: unknown
} | {
type: "media"
media: {
kind: ("image" | "audio" | "video" | "file" | "sticker")
ref: ({
url: string
auth: boolean
expiresAt?: number
[k: string]: unknown
} | {
mediaId: string
[k: string]: unknown
} | {
blobKey: string
[k: string]: unknown
})
mime?: string
name?: string
size?: number
sha256?: string
[k: string]: unknown
}
caption?: string
[k: string]: unknown
} | {
type: "location"
lat: number
lng: number
datum: ("wgs84" | "gcj02" | "unknown")
name?: string
address?: string
[k: string]: unknown
} | {
type: "action"
id: string
label?: string
[k: string]: unknown
} | {
type: "unsupported"
hint: string
[k: string]: unknown
})[]
externalId?: string
channel?: "api"
teamId?: string
at?: number
[k: string]: unknown
}


export interface PutModelsNameBody {
format: 4
version: string
/**
 * @minItems 2
 * @maxItems 500
 */
labels: string[]
hidden: number
embedding: number
files: {
[k: string]: {
bytes: number
sha256: string
[k: string]: unknown
}
}
heads: {
file: string
arrays: {
[k: string]: {
at: number
type: ("float32" | "int8" | "uint8" | "uint16" | "uint32")
/**
 * @minItems 1
 * @maxItems 2
 */
shape: number[]
[k: string]: unknown
}
}
[k: string]: unknown
}
ngrams: {
file: string
arrays: {
[k: string]: {
at: number
type: ("float32" | "int8" | "uint8" | "uint16" | "uint32")
/**
 * @minItems 1
 * @maxItems 2
 */
shape: number[]
[k: string]: unknown
}
}
[k: string]: unknown
}
combination: {
sides: {
zh: {
deep: number
wide: number
bias: number
slope: number
offset: number
[k: string]: unknown
}
en: {
deep: number
wide: number
bias: number
slope: number
offset: number
[k: string]: unknown
}
"zh-context": {
deep: number
wide: number
bias: number
slope: number
offset: number
[k: string]: unknown
}
"en-context": {
deep: number
wide: number
bias: number
slope: number
offset: number
[k: string]: unknown
}
[k: string]: unknown
}
second: number
alone: number
clause: number
sure: {
height: number
above: number
alone: number
context: number
[k: string]: unknown
}
oos: {
energy: number
label: number
bias: number
[k: string]: unknown
}
[k: string]: unknown
}
[k: string]: unknown
}


export interface PostModelsNameLiveBody {
unmeasured?: boolean
[k: string]: unknown
}


export type PostOrderConnectorsBody = ({
kind: "rest"
name: string
config: {
urls: {
[k: string]: string
}
headers?: {
[k: string]: string
}
signingSecret?: string
at?: string
fields?: {
[k: string]: string
}
[k: string]: unknown
}
[k: string]: unknown
} | {
kind: "shopify"
name: string
config: {
shop: string
accessToken: string
baseUrl?: string
[k: string]: unknown
}
[k: string]: unknown
} | {
kind: "woocommerce"
name: string
config: {
site: string
consumerKey: string
consumerSecret: string
[k: string]: unknown
}
[k: string]: unknown
} | {
kind: "taobao"
name: string
config: {
appKey: string
appSecret: string
session: string
baseUrl?: string
[k: string]: unknown
}
[k: string]: unknown
})


export interface PostPasswordResetBody {
email: string
tenant?: string
[k: string]: unknown
}


export interface PostPasswordResetConfirmBody {
token: string
password: string
[k: string]: unknown
}


export interface PostRetentionBody {
/**
 * @maxItems 50
 */
rules: {
channel?: ("wechat_oa" | "wechat_mini" | "wecom_kf" | "dingtalk" | "feishu" | "qq" | "weibo" | "douyin" | "whatsapp" | "messenger" | "instagram" | "telegram" | "line" | "slack" | "discord" | "viber" | "twilio_sms" | "email" | "kakao" | "zalo" | "web" | "app" | "webhook" | "api")
label?: string
days: number
action?: ("erase" | "keep")
[k: string]: unknown
}[]
[k: string]: unknown
}


export interface PatchSettingsBody {
defaultTeamId?: string
autoReply?: boolean
autoReplyConfidence?: number
readyConfidence?: number
/**
 * @maxItems 100
 */
widgetOrigins?: string[]
greeting?: {
[k: string]: string
}
csat?: {
enabled?: boolean
/**
 * @maxItems 40
 */
channels?: string[]
question?: {
[k: string]: string
}
thanks?: {
[k: string]: string
}
[k: string]: unknown
}
mailOn?: {
enabled?: boolean
accountId?: (string | null)
afterMinutes?: number
[k: string]: unknown
}
/**
 * @maxItems 3
 */
maskedNumbers?: ("phone" | "id_card" | "bank_card")[]
widget?: {
colour?: string
side?: ("left" | "right")
title?: {
[k: string]: string
}
/**
 * @minItems 1
 * @maxItems 20
 */
languages?: string[]
/**
 * @maxItems 10
 */
preChat?: {
name: string
kind: ("text" | "email" | "phone" | "order_number" | "select")
label: {
[k: string]: string
}
required?: boolean
/**
 * @maxItems 30
 */
options?: {
value: string
label: {
[k: string]: string
}
[k: string]: unknown
}[]
[k: string]: unknown
}[]
articles?: boolean
consent?: ({
policy: string
url: string
text?: {
[k: string]: string
}
[k: string]: unknown
} | null)
/**
 * @maxItems 6
 */
links?: {
label: {
[k: string]: string
}
url?: string
picture?: string
[k: string]: unknown
}[]
[k: string]: unknown
}
name?: string
widgetSecret?: (string | null)
[k: string]: unknown
}


export interface PostSignInBody {
email: string
password: string
tenant?: string
[k: string]: unknown
}


export interface PostSignInPasskeyBody {
ticket: string
response: {
id: string
type: "public-key"
response: {
[k: string]: unknown
}
[k: string]: unknown
}
[k: string]: unknown
}


export interface PostSignInRefreshBody {
refreshToken: string
[k: string]: unknown
}


export interface PostSignInSecondFactorBody {
ticket: string
code: string
[k: string]: unknown
}


export interface PostSignInTicketBody {
ticket: string
[k: string]: unknown
}


export interface PostTeamsBody {
name: string
settings?: {
[k: string]: unknown
}
[k: string]: unknown
}


export interface PatchTeamsIdBody {
name?: string
settings?: {
[k: string]: unknown
}
/**
 * @maxItems 1000
 */
members?: string[]
[k: string]: unknown
}


export interface GetTeamsIdAtRiskAnswer {
at: number
conversations: {
conversationId: string
owed: ("first" | "next" | "resolve")
dueAt: number
state: ("risk" | "breached")
agentId: (string | null)
name: (string | null)
channel: string
}[]
}


export interface PostTemplatesBody {
intent: string
language: string
channel?: string
text: string
[k: string]: unknown
}


export interface PatchTemplatesIdBody {
text: string
[k: string]: unknown
}


export interface PostUnderstandBody {
text: string
/**
 * @maxItems 50
 */
context?: {
from: ("customer" | "agent" | "bot")
text: string
[k: string]: unknown
}[]
[k: string]: unknown
}


export interface PostVisitorArticlesIdHelpedBody {
helped: boolean
[k: string]: unknown
}


export interface PostVisitorConsentBody {
policy: string
given: boolean
[k: string]: unknown
}


export interface PostVisitorFramesBody {
/**
 * @minItems 1
 * @maxItems 20
 */
frames: unknown[]
[k: string]: unknown
}


export interface PostVisitorQueueBody {
conversationId: string
wish: ("stay" | "callback" | "message")
contact?: {
phone?: string
email?: string
[k: string]: unknown
}
[k: string]: unknown
}


export interface PostVisitorTokenBody {
tenant: string
token?: string
userToken?: string
channel?: string
locale?: string
name?: string
challenge?: string
[k: string]: unknown
}


export interface PostWebhooksBody {
url: string
/**
 * @minItems 1
 * @maxItems 25
 */
events?: ("message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "customer.erased" | "suggestion.accepted" | "csat.received" | "sla.at_risk" | "forecast.alert" | "webhook.test" | "*")[]
description?: string
[k: string]: unknown
}


export interface PatchWebhooksIdBody {
url?: string
/**
 * @minItems 1
 * @maxItems 25
 */
events?: ("message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "customer.erased" | "suggestion.accepted" | "csat.received" | "sla.at_risk" | "forecast.alert" | "webhook.test" | "*")[]
description?: string
enabled?: boolean
[k: string]: unknown
}


export interface PostWebhooksIdReplayBody {
eventId?: string
since?: number
until?: number
[k: string]: unknown
}


export interface PostWebhooksIdRotateBody {
overlapS?: number
[k: string]: unknown
}


export interface WebhookPayload {
type: string
timestamp: string
data: {
id: string
tenant: string
customerId: (string | null)
conversationId: (string | null)
by?: {
kind: ("customer" | "agent" | "bot" | "system")
[k: string]: unknown
}
detail?: {
[k: string]: string
}
conversation?: {
id: string
status: string
teamId: (string | null)
labels: string[]
priority: number
[k: string]: unknown
}
message?: {
id: string
seq: number
kind: string
at: number
parts: unknown[]
channel: {
kind: string
[k: string]: unknown
}
[k: string]: unknown
}
}
}


export type WebhookEventType = "message.received" | "message.understood" | "message.sent" | "message.delivered" | "message.read" | "message.failed" | "conversation.opened" | "conversation.queued" | "conversation.assigned" | "conversation.transferred" | "conversation.resolved" | "conversation.reopened" | "conversation.snoozed" | "conversation.awake" | "conversation.labelled" | "conversation.prioritised" | "note.added" | "customer.merged" | "customer.erased" | "suggestion.accepted" | "csat.received" | "sla.at_risk" | "forecast.alert" | "webhook.test";

export interface paths {
  "/metrics": {
    /** Figures for Prometheus */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agent/events": {
    /** The same feed by polling */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agent/socket": {
    /** An agent's websocket */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agents": {
    /** Agents with presence */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Add an agent */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostAgentsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agents/me/presence": {
    /** My presence */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostAgentsMePresenceBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agents/{id}": {
    /** Change an agent */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchAgentsIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agents/{id}/factors": {
    /** Take away an agent's second factors, when they are lost */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/agents/{id}/sign-ins": {
    /** Where an agent is signed in */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** End all sign-ins of an agent */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/audit": {
    /** Who did what to what: actor, action, subject, from, to, cursor, limit, format=json|csv|jsonl */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/audit/head": {
    /** The newest entry's number and hash, and the head as it is noted elsewhere */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/automation/dry-run": {
    /** The same for a rule that is not kept yet */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostAutomationDryRunBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/automation/rules": {
    /** Automation rules in the order in which they are looked at */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Keep a rule; new ones are switched off */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostAutomationRulesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/automation/rules/{id}": {
    /** Change, order or switch a rule */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchAutomationRulesIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove a rule */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/automation/rules/{id}/dry-run": {
    /** What a rule would have fitted; nothing is done */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostAutomationRulesIdDryRunBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/automation/rules/{id}/runs": {
    /** What a rule did lately */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/canned-replies": {
    /** Canned replies one sees; q= finds by shortcut, title, pinyin initials or words */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Keep a canned reply */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostCannedRepliesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/canned-replies/{id}": {
    /** Change a canned reply */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchCannedRepliesIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove a canned reply */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/canned-replies/{id}/use": {
    /** The words as they would be sent in a conversation; counted as a use */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostCannedRepliesIdUseBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/channels": {
    /** Channel accounts */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Set up a channel account */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostChannelsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/channels/{id}": {
    /** One channel account */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Change a channel account */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchChannelsIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove a channel account */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations": {
    /** The inbox lists */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": GetConversationsAnswer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}": {
    /** Turns, suggestions, orders, window, deliveries, and a summary for whoever takes it over */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/accept": {
    /** Take what was offered */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/assign": {
    /** Give it to an agent, whose team it moves to, or back to the queue; 422 for nobody who is there */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdAssignBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/called-back": {
    /** The customer who waited for a call was called */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdCalledBackBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/consult": {
    /** Ask a colleague or a team for help; they see it and write notes, its owner stays */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdConsultBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/consult/accept": {
    /** Come to help, or take over what is handed to you */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdConsultAcceptBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/consult/decline": {
    /** Not come, go again, or not take over; its owner is told why */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdConsultDeclineBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/consult/handover": {
    /** Hand it over to whoever helps, once they accept */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdConsultHandoverBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/consult/take-back": {
    /** No help is needed any more */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdConsultTakeBackBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/decline": {
    /** Leave it to somebody else */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdDeclineBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/facts": {
    /** Set or take away what is remembered of the customer */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdFactsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/labels": {
    /** Labels */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdLabelsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/notes": {
    /** A note for colleagues */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdNotesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/priority": {
    /** Priority */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdPriorityBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/read": {
    /** Read up to a turn */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdReadBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/reopen": {
    /** Not done after all */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdReopenBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/replies": {
    /** Answer the customer */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdRepliesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/resolve": {
    /** Done */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdResolveBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/snooze": {
    /** Out of sight until a time */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdSnoozeBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/suggestions": {
    /** What became of a suggestion */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdSuggestionsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/transfer": {
    /** Pass it on; to an agent of another team it moves to theirs (`conversation.teamId`) and comes back unless they take it */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostConversationsIdTransferBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/conversations/{id}/turns/{turnId}/media/{index}": {
    /** The file of a turn */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string; "turnId": string; "index": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers": {
    /** A customer by identity=kind:value */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}": {
    /** A customer with conversations, topics and turns */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}/consents": {
    /** What a customer agreed to, newest first */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Consent that was given elsewhere */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostCustomersIdConsentsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}/erase": {
    /** Erase a customer everywhere; the answer is the certificate (202 while it is going on) */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostCustomersIdEraseBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}/export": {
    /** Everything about one customer as JSON lines with files */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}/merge": {
    /** Join two customers */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostCustomersIdMergeBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/customers/{id}/unmerge": {
    /** Undo a join */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostCustomersIdUnmergeBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/erasures": {
    /** Certificates of erasures, newest first */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/erasures/{id}": {
    /** One certificate */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/export": {
    /** The tenant as JSON lines, a piece at a time: limit= customers, cursor= of the last piece's `next` line */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/health": {
    /** State of all components */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/identity-providers": {
    /** Identity providers (OpenID Connect) */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Set up an identity provider */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostIdentityProvidersBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/identity-providers/{id}": {
    /** Change an identity provider */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchIdentityProvidersIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove an identity provider */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/identity/links": {
    /** A token with which your user proves on any channel who they are */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostIdentityLinksBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/import": {
    /** Conversations of another system: the export's raw body, from= its maker; larger ones go by `npm run import` */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/import/archive": {
    /** Such an export into an empty tenant of the same id, piece by piece */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/import/conversations": {
    /** The same, read already; importing twice changes nothing */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostImportConversationsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/intent-thresholds/{name}": {
    /** Precision and recall of an intent of your own at every threshold (each example left out once), and what its examples are taken for */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": GetIntentThresholdsNameAnswer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/intents": {
    /** Built-in and own intents */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** An intent of your own from a few examples */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostIntentsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/intents/corrections": {
    /** What a message really meant, for the next model */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostIntentsCorrectionsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/intents/training-set": {
    /** Corrected messages as JSON lines; part=train or held, cursor= (x-next-cursor) */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/intents/{name}": {
    /** Change an intent of your own */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody: { content: { "application/json": PatchIntentsNameBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove an intent of your own */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/keys": {
    /** API keys */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** A new API key */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostKeysBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/keys/{id}": {
    /** Revoke an API key */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/keys/{id}/rotate": {
    /** A new key with the same rights; the old one ends later */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostKeysIdRotateBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/articles": {
    /** Articles */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Add or replace an article */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostKnowledgeArticlesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/articles/{id}": {
    /** One article */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove an article */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/import": {
    /** Articles as Markdown, HTML, CSV, JSON lines or a zip of them (x-file-name) */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/imports/{id}": {
    /** How far an import is */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/search": {
    /** Search with q= */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/knowledge/synonyms": {
    /** Words that mean the same in this shop */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Set them, all at once */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostKnowledgeSynonymsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/macros": {
    /** Macros one sees */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Keep a macro */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMacrosBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/macros/{id}": {
    /** Change a macro */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchMacrosIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove a macro */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/macros/{id}/run": {
    /** Run a macro on a conversation, or see what it would say */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostMacrosIdRunBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/factors": {
    /** Which second factors I have */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/passkeys": {
    /** My passkeys */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Add a passkey */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMePasskeysBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/passkeys/options": {
    /** What the browser is asked to make a passkey */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMePasskeysOptionsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/passkeys/{id}": {
    /** Remove a passkey */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/password": {
    /** Change my password; other sign-ins end */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMePasswordBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/recovery-codes": {
    /** New recovery codes, shown once */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMeRecoveryCodesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/sign-ins": {
    /** Where I am signed in */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** End all my other sign-ins */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/sign-ins/{id}": {
    /** End one of my sign-ins */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/totp": {
    /** A secret for an authenticator app (secret, otpauth uri) */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMeTotpBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove the authenticator app */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": DeleteMeTotpBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/me/totp/confirm": {
    /** The app's first code; answers recovery codes, shown once */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMeTotpConfirmBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/media/{key}": {
    /** A file by signed link */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "key": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/message": {
    /** A customer's message by API */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostMessageBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/models": {
    /** Own models and which one is live */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/models/rollback": {
    /** Back to the model that was live before */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/models/{name}": {
    /** The manifest of an own model; its files follow */ put: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody: { content: { "application/json": PutModelsNameBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove an own model that is not live */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/models/{name}/live": {
    /** Put an own model live; refused when it is worse on your held-back messages */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string }; cookie?: never }; requestBody: { content: { "application/json": PostModelsNameLiveBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/models/{name}/{file}": {
    /** One file of an own model, checked against the manifest: raw bytes */ put: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "name": string; "file": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/order-connectors": {
    /** Shops that are asked for orders */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Ask a shop for orders */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostOrderConnectorsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/order-connectors/{id}": {
    /** Stop asking a shop */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/orders": {
    /** Orders by tail, number, tracking, phone or phoneTail */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/orders/import": {
    /** Orders as CSV or JSON lines */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/password-reset": {
    /** A link by mail for a new password; the answer never says whether the address is known */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostPasswordResetBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/password-reset/confirm": {
    /** A new password with the link's token; all sign-ins end */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostPasswordResetConfirmBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/conversations": {
    /** Figures by day, team, agent, channel, intent or label, with medians and 95th percentiles of times; CSV with Accept: text/csv */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/conversations/behind": {
    /** The conversations behind one figure= of one group=; CSV with Accept: text/csv */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/ledger": {
    /** Accepted = stored = delivered + parked */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/live": {
    /** Queues, agents and degraded components now */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/repeats": {
    /** Questions that keep coming back, whether an article answers them, and the time an answer would save */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/suggestions": {
    /** What became of suggestions, by how sure they were */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/reports/suggestions/behind": {
    /** The conversations of the suggestions with this used= and band=; CSV with Accept: text/csv */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/retention": {
    /** How long conversations are kept */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Rules in order: the first that fits a resolved conversation decides; replaces the former ones */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostRetentionBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/settings": {
    /** The tenant's settings */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Change settings; what is left out stays */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PatchSettingsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in": {
    /** Sign in */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostSignInBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/oidc/callback": {
    /** Where the identity provider sends the browser back */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/oidc/{id}/start": {
    /** To the identity provider; comes back to the console with #sign-in-ticket= or #sign-in-failed= */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/passkey": {
    /** Sign in with a passkey */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostSignInPasskeyBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/passkey/options": {
    /** What the browser is asked for a passkey */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/providers": {
    /** Identity providers for email= or tenant= */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/refresh": {
    /** A new token */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostSignInRefreshBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/second-factor": {
    /** A code of the app or a recovery code, with the ticket of the first answer */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostSignInSecondFactorBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-in/ticket": {
    /** Sign in with the ticket of the identity provider's way */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostSignInTicketBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/sign-out": {
    /** Sign out */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams": {
    /** Teams */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Add a team */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostTeamsBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}": {
    /** Change a team */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchTeamsIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}/at-risk": {
    /** Conversations whose targets are nearly or already missed, the earliest due first */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": GetTeamsIdAtRiskAnswer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}/forecast": {
    /** The next half hour */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}/forecast/history": {
    /** What was forecast for each half hour, and what came */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}/opening": {
    /** Whether the team is open, and until when */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/teams/{id}/queue": {
    /** The waiting line */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/templates": {
    /** Answers for intents, by language and channel */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Add an answer for an intent */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostTemplatesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/templates/{id}": {
    /** Change an answer's words */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchTemplatesIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove an answer */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/traces/{requestId}": {
    /** The road of a request by its x-request-id: recorded, thought, queued, sent */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "requestId": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/understand": {
    /** Intents and slots of a text */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostUnderstandBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/uploads": {
    /** A file for a reply or a visitor's message: raw bytes, x-file-name */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/articles": {
    /** Public articles: with q= by words, without the most helpful ones */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/articles/{id}": {
    /** A public article as safe HTML */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/articles/{id}/helped": {
    /** Whether a public article helped its reader */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostVisitorArticlesIdHelpedBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/config": {
    /** How the widget looks in the visitor's language, what it asks first, whether the team is open (tenant= before there is a token) */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/consent": {
    /** What a visitor agreed to, with the policy's version */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostVisitorConsentBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/events": {
    /** The same frames as an event stream, or as a list that waits up to wait= seconds */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/frames": {
    /** A visitor's frames where no websocket gets through */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostVisitorFramesBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/queue": {
    /** How a waiting visitor wants to wait */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostVisitorQueueBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/socket": {
    /** A visitor's websocket */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/visitor/token": {
    /** A token for the widget's visitor */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostVisitorTokenBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks": {
    /** Outgoing webhooks, and the events there are */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Subscribe an address to events; the answer shows the signing secret once */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path?: never; cookie?: never }; requestBody: { content: { "application/json": PostWebhooksBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}": {
    /** One webhook, and how its line stands */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Change, pause or switch on a webhook */ patch: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PatchWebhooksIdBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
    /** Remove a webhook */ delete: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}/deliveries": {
    /** What was sent, with every attempt; state= and type= filter */ get: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}/deliveries/{eventId}/skip": {
    /** Leave out a delivery that holds up the line */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string; "eventId": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}/replay": {
    /** Send one delivery, or all since a time, once more */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostWebhooksIdReplayBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}/rotate": {
    /** A new secret; the old one signs as well for a while */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody: { content: { "application/json": PostWebhooksIdRotateBody } }; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
  "/v1/webhooks/{id}/test": {
    /** Send a test event */ post: { parameters: { query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path: { "id": string }; cookie?: never }; requestBody?: never; responses: { "2XX": { headers: Record<string, string>; content: { "application/json": Answer } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } } };
  };
}

