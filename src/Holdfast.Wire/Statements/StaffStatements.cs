using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

/// <summary>"leave": <see cref="Person"/> is away from a moment until another; <see cref="To"/> null: until two people bring them back.</summary>
public sealed record LeaveStatement : SessionStatement
{
    [JsonRequired] public string Person { get; init; } = "";
    [JsonRequired] public long From { get; init; }
    [JsonRequired] public long? To { get; init; }
}

/// <summary>"part": <see cref="Person"/> works here until <see cref="Until"/>; a moment that has passed means now.</summary>
public sealed record PartStatement : SessionStatement
{
    [JsonRequired] public string Person { get; init; } = "";
    [JsonRequired] public long Until { get; init; }
}

/// <summary>Payload of "hire": <see cref="From"/> is the first moment at which the person may sign in; an approver gives second approvals on the watch. Suggestion: the provisioning source's, which is then linked with the person; may be left out.</summary>
public sealed record HireProposal(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Role,
    [property: JsonRequired] bool Approver,
    [property: JsonRequired] long From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Suggestion = null);

/// <summary>Payload of "return": brings somebody back from leave, leaving or disuse.</summary>
public sealed record ReturnProposal([property: JsonRequired] string Person);
