using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

// What provisioning sources (SCIM) propose, and what is done about it: docs/KEYS.md, "Provisioning".

/// <summary>Payload of "register-provisioner": a system of the provider that may suggest and disable people until a moment. Its token is made by the keyholder.</summary>
/// <param name="Source">[a-z0-9-], 3 to 32; for ever.</param>
public sealed record ProvisionerProposal(
    [property: JsonRequired] string Source,
    [property: JsonRequired] string Name,
    [property: JsonRequired] long Until);

/// <summary>"link-suggestion": whom a source means is <see cref="Person"/>, who works here. From now on it may disable them, and sees whether they may work.</summary>
public sealed record LinkSuggestionStatement : SessionStatement
{
    [JsonRequired] public string Suggestion { get; init; } = "";
    [JsonRequired] public string Person { get; init; } = "";
}

/// <summary>"dismiss-suggestion": nothing is done about it.</summary>
public sealed record DismissSuggestionStatement : SessionStatement
{
    [JsonRequired] public string Suggestion { get; init; } = "";
}

/// <summary>"retire-provisioner": the source's token works no more.</summary>
public sealed record RetireProvisionerStatement : SessionStatement
{
    [JsonRequired] public string Source { get; init; } = "";
}
