using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

// What takes two people (docs/KEYS.md, "Approvals"): one asks, another approves on the watch.

/// <summary>"propose": asks for something that takes a second person. <see cref="Kind"/> is one of the closed list of docs/KEYS.md, <see cref="Payload"/> its members.</summary>
public sealed record ProposeStatement : SessionStatement
{
    [JsonRequired] public string Kind { get; init; } = "";
    [JsonRequired] public JsonElement Payload { get; init; }

    public static ProposeStatement Of<T>(string kind, T payload) where T : class =>
        new() { Kind = kind, Payload = JsonDocument.Parse(StatementJson.Write(payload)).RootElement.Clone() };
}

/// <summary>"approve": carries a fresh assertion of the approver's passkey over <see cref="Approval"/>. Given on the watch.</summary>
public sealed record ApproveStatement : SessionStatement
{
    /// <summary>The bytes of an <see cref="ApprovalStatement"/>, base64url; their SHA-256 is the challenge that the passkey signed.</summary>
    [JsonRequired] public string Approval { get; init; } = "";
    [JsonRequired] public string Credential { get; init; } = "";
    [JsonRequired] public string AuthenticatorData { get; init; } = "";
    [JsonRequired] public string ClientDataJson { get; init; } = "";
    [JsonRequired] public string Signature { get; init; } = "";

    /// <summary>The sealed paper's code, which stands for an absent second person; null: there are two people.</summary>
    [JsonRequired] public string? Paper { get; init; }
}

/// <summary>Signed by the approver's passkey. <see cref="Hash"/>: SHA-256 of the document that was shown, hexadecimal.</summary>
public sealed record ApprovalStatement(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string Installation,
    [property: JsonRequired] string Request,
    [property: JsonRequired] string Hash,
    [property: JsonRequired] string Approver,
    [property: JsonRequired] string Nonce,
    [property: JsonRequired] long Expiry);

/// <summary>"decline": says no to a request, with a reason of 10 to 500 characters. Given on the watch.</summary>
public sealed record DeclineStatement : SessionStatement
{
    [JsonRequired] public string Request { get; init; } = "";
    [JsonRequired] public string Reason { get; init; } = "";
}

/// <summary>Payload of "thaw": lets a frozen person or node (one of them null) work again. Reason of 10 to 500 characters.</summary>
public sealed record ThawProposal(
    [property: JsonRequired] string? Person,
    [property: JsonRequired] string? Node,
    [property: JsonRequired] string Reason);

/// <summary>Payload of "canaries": charts, named by 1 to 100 health numbers, whose opening freezes at once.</summary>
public sealed record CanariesProposal([property: JsonRequired] string[] HealthNumbers);

/// <summary>Payload of "change-role".</summary>
public sealed record ChangeRoleProposal([property: JsonRequired] string Person, [property: JsonRequired] string Role);

/// <summary>Payload of "approver": whether the person gives second approvals from now on.</summary>
public sealed record ApproverProposal([property: JsonRequired] string Person, [property: JsonRequired] bool Approver);

/// <summary>Payload of "new-paper": nothing.</summary>
public sealed record NewPaperProposal;

/// <summary>Payload of "budget": "charts", "emergency" or "identities" of a person, or "organisation-emergency", "organisation-coordination" with person null; until a time at most 92 days ahead.</summary>
public sealed record BudgetProposal(
    [property: JsonRequired] string? Person,
    [property: JsonRequired] string Budget,
    [property: JsonRequired] int Limit,
    [property: JsonRequired] long Until,
    [property: JsonRequired] string Reason);

/// <summary>Payload of "roster": whether a person who is no coordinator may enter schedules, which count as assignments.</summary>
public sealed record RosterProposal([property: JsonRequired] string Person, [property: JsonRequired] bool Approved);

/// <summary>
/// Payload of "export": lets a job that a backend service has kicked off begin. The files open only with the private key of
/// <see cref="Recipient"/> (an age recipient), and are removed at <see cref="Until"/>. Reason of 10 to 500 characters.
/// </summary>
public sealed record ExportProposal(
    [property: JsonRequired] string Export,
    [property: JsonRequired] string Recipient,
    [property: JsonRequired] long Until,
    [property: JsonRequired] string Reason);
