using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

// What browsers sign. The JSON names are the contract (docs/KEYS.md, "Signed statements"): camelCase, no other member,
// none twice. Ids are 32 hexadecimal digits, byte strings base64url, times Unix milliseconds.

/// <summary>Signed by a passkey: its SHA-256 is the WebAuthn challenge of an enrolment. <c>Statement</c> = "enrol".</summary>
public sealed record EnrolStatement(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string Installation,
    [property: JsonRequired] string Person,
    [property: JsonRequired] string Nonce,
    [property: JsonRequired] long Expiry);

/// <summary>Signed by a passkey: its SHA-256 is the WebAuthn challenge of a sign-in. <c>Statement</c> = "sign-in".
/// Person and credential are null on a device that does not know yet who will touch it; when they are given, they must be right.
/// Device: the thumbprint of the key that the browser keeps for this origin; may be left out.</summary>
public sealed record SignInStatement(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string Installation,
    [property: JsonRequired] string? Person,
    [property: JsonRequired] string? Credential,
    [property: JsonRequired] string SessionKey,
    [property: JsonRequired] string Nonce,
    [property: JsonRequired] long Expiry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Device = null);

/// <summary>Signed by the session's key, as every statement below. The counter grows with each statement of a session and is never used twice.</summary>
public abstract record SessionStatement
{
    [JsonRequired] public string Statement { get; init; } = "";
    [JsonRequired] public string Installation { get; init; } = "";
    [JsonRequired] public string Session { get; init; } = "";
    [JsonRequired] public long Counter { get; init; }
}

/// <summary>"my-day": the visits between two times (at most 36 hours apart) and the standing places on care teams.</summary>
public sealed record MyDayStatement : SessionStatement
{
    [JsonRequired] public long From { get; init; }
    [JsonRequired] public long To { get; init; }
}

/// <summary>"find": by health number, name prefix, telephone number (at least seven digits), address or postal code, with or without birth date (YYYY-MM-DD). What is given must all hold.</summary>
public sealed record FindStatement : SessionStatement
{
    [JsonRequired] public string? HealthNumber { get; init; }
    [JsonRequired] public string? Name { get; init; }
    [JsonRequired] public string? BirthDate { get; init; }
    /// <summary>May be absent, as the two below.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Telephone { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Address { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PostalCode { get; init; }
}

/// <summary>"admit": makes a chart and its directory entry, with a first assignment of <see cref="AssignTo"/> (a place on the care team).</summary>
public sealed record AdmitStatement : SessionStatement
{
    [JsonRequired] public DirectoryFields Directory { get; init; } = null!;
    [JsonRequired] public string AssignTo { get; init; } = "";
    /// <summary>True once the likely duplicates were shown and the person went on.</summary>
    [JsonRequired] public bool DuplicatesSeen { get; init; }
}

/// <summary>The identifying fields of one person. Empty strings for what is not known.</summary>
public sealed record DirectoryFields(
    [property: JsonRequired] string Family,
    [property: JsonRequired] string Given,
    [property: JsonRequired] string BirthDate,
    [property: JsonRequired] string Gender,
    [property: JsonRequired] string HealthNumber,
    [property: JsonRequired] string HealthNumberVersion,
    [property: JsonRequired] string HealthNumberSystem,
    [property: JsonRequired] string Telephone,
    [property: JsonRequired] string Address,
    [property: JsonRequired] string City,
    [property: JsonRequired] string PostalCode,
    [property: JsonRequired] string Language);

/// <summary>"staff", "my-details", "uncovered", "sign-out": nothing but the common members.</summary>
public sealed record PlainStatement : SessionStatement;

/// <summary>"assign": at most 500 visits or places on a care team.</summary>
public sealed record AssignStatement : SessionStatement
{
    [JsonRequired] public AssignmentItem[] Items { get; init; } = [];
}

/// <summary>One assignment: to <see cref="Person"/>, of the patient named by <see cref="Chart"/> or by <see cref="HealthNumber"/> (one of them null). Kind "visit" or "team".</summary>
public sealed record AssignmentItem(
    [property: JsonRequired] string Person,
    [property: JsonRequired] string? Chart,
    [property: JsonRequired] string? HealthNumber,
    [property: JsonRequired] string Kind,
    [property: JsonRequired] long Start,
    [property: JsonRequired] long End);

/// <summary>"launch": a click beside a displayed name. One-time, 60 seconds, for one session, chart and client.</summary>
public sealed record LaunchStatement : SessionStatement
{
    [JsonRequired] public string Chart { get; init; } = "";
    [JsonRequired] public string Client { get; init; } = "";
}

/// <summary>"open": asks for a one-time code for one chart. Purpose TREAT (an assignment explains it) or ETREAT (emergency access, <see cref="Reason"/> of 10 to 500 characters).</summary>
public sealed record OpenStatement : SessionStatement
{
    [JsonRequired] public string Launch { get; init; } = "";
    [JsonRequired] public string Chart { get; init; } = "";
    [JsonRequired] public string Purpose { get; init; } = "";
    [JsonRequired] public string? Reason { get; init; }
    [JsonRequired] public string Client { get; init; } = "";
    [JsonRequired] public string RedirectUri { get; init; } = "";
    [JsonRequired] public string Scope { get; init; } = "";
    [JsonRequired] public string CodeChallenge { get; init; } = "";
    /// <summary>Empty: the client was registered without a key of its own.</summary>
    [JsonRequired] public string DpopJkt { get; init; } = "";
    /// <summary>Of OpenID Connect, for the id token. May be absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Nonce { get; init; }
}

/// <summary>"open-search": asks for a one-time code that lets the client search the directory in this person's name, and opens no chart.</summary>
public sealed record OpenSearchStatement : SessionStatement
{
    [JsonRequired] public string Client { get; init; } = "";
    [JsonRequired] public string RedirectUri { get; init; } = "";
    [JsonRequired] public string Scope { get; init; } = "";
    [JsonRequired] public string CodeChallenge { get; init; } = "";
    /// <summary>Empty: the client was registered without a key of its own.</summary>
    [JsonRequired] public string DpopJkt { get; init; } = "";
    /// <summary>Of OpenID Connect, for the id token. May be absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Nonce { get; init; }
}

/// <summary>"look": the privacy officer opens the watch's page <see cref="Page"/> (a word of [a-z-]).</summary>
public sealed record LookStatement : SessionStatement
{
    [JsonRequired] public string Page { get; init; } = "";
}

/// <summary>"reason": reads the words behind a reason's hash in the ledger (hexadecimal). Given on the watch's origin.</summary>
public sealed record ReasonStatement : SessionStatement
{
    [JsonRequired] public string Hash { get; init; } = "";
}
