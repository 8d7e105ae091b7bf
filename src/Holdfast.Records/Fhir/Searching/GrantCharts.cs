using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>A resource and the chart that it stands in.</summary>
internal readonly record struct InChart(OpenChart Chart, StoredVersion Version);

/// <summary>
/// What a search may look at: exactly the charts of the grant and the provider's own, and of them the types that the
/// grant reads. Everything that a search reaches, match, chain, <c>_has</c> or include, comes through here.
/// </summary>
/// <param name="own">The charts of the grant: one for a person, the approved set for a service.</param>
/// <param name="provider">The provider's own chart.</param>
/// <param name="refusal">Null when the grant may do this with this type.</param>
/// <param name="address">This server's base with a slash at its end, by which references may name what is here.</param>
/// <param name="now">For dates that are approximate.</param>
internal sealed class GrantCharts(IReadOnlyList<OpenChart> own, OpenChart provider, Func<Interaction, string, FhirAnswer.Refused?> refusal, string address, DateTimeOffset now)
{
    private readonly Dictionary<(Interaction, string), FhirAnswer.Refused?> _asked = [];

    public DateTimeOffset Now => now;

    public static GrantCharts Of(LiveGrant live, string recordsOrigin, DateTimeOffset now) =>
        new(live.Charts, live.Provider, (interaction, type) => Access.Refusal(live, interaction, type), recordsOrigin + "/fhir/", now);

    /// <summary>Null when the grant may do this with this type; asked once for each in a search.</summary>
    public FhirAnswer.Refused? Refusal(Interaction interaction, string type)
    {
        if (!_asked.TryGetValue((interaction, type), out var refused)) _asked[(interaction, type)] = refused = refusal(interaction, type);
        return refused;
    }

    /// <summary>Types of which there is something that the grant may search.</summary>
    public IReadOnlyList<string> Types() =>
        [.. own.SelectMany(c => c.Types()).Concat(provider.Types().Where(Compartment.MayBeProviders)).Distinct().Where(t => Refusal(Interaction.Search, t) is null).Order(StringComparer.Ordinal)];

    /// <summary>All that is there of a type; nothing when the grant does not search it.</summary>
    public IEnumerable<InChart> All(string type)
    {
        if (Refusal(Interaction.Search, type) is not null) yield break;
        foreach (var chart in Compartment.MayBeProviders(type) ? [.. own, provider] : own)
            foreach (var version in chart.All(type)) yield return new InChart(chart, version);
    }

    /// <summary>What a reference points to: in the chart that it stands in, in the provider's, or in another of the grant. Null when that is not here, was deleted, or is of a type that the grant may not see this way.</summary>
    public InChart? Resolve(OpenChart from, SearchValue.Reference reference, Interaction interaction)
    {
        if (reference is not { Type: { } type, Id: { } id } || IsElsewhere(reference.Written) || Refusal(interaction, type) is not null) return null;
        if (In(from) is { } near) return near;
        if (Compartment.MayBeProviders(type) && In(provider) is { } providers) return providers;
        foreach (var chart in own)
            if (chart != from && In(chart) is { } found) return found;
        return null;

        InChart? In(OpenChart chart) => chart.FindNamed(type, id) is { IsDeleted: false } version ? new InChart(chart, version) : null;
    }

    /// <summary>The other name under which references may name this patient of the grant: the chart's own id. Null for others.</summary>
    public string? OtherName(string patient) => own.FirstOrDefault(chart => chart.Find("Patient", patient) is not null)?.Id.ToString() is { } name && name != patient ? name : null;

    /// <summary>A version that was found before; null when it is no longer there to be seen.</summary>
    public InChart? At(SearchPages.Found place)
    {
        if (Refusal(Interaction.Search, place.Type) is not null || own.Append(provider).FirstOrDefault(c => c.Id == place.Chart) is not { } chart) return null;
        var version = chart.Find(place.Type, place.Id);
        while (version is not null && version.Sequence != place.Sequence) version = version.Previous;
        return version is null ? null : new InChart(chart, version);
    }

    /// <summary>This server's address taken away from before a reference.</summary>
    public string Relative(string reference) => reference.StartsWith(address, StringComparison.Ordinal) ? reference[address.Length..] : reference;

    /// <summary>True for the address of a resource on another server.</summary>
    public bool IsElsewhere(string reference) => reference.Contains("://", StringComparison.Ordinal) && !reference.StartsWith(address, StringComparison.Ordinal);
}
