using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// Where the writes of a set belong, each by itself or by what it refers to in the set (<c>subject</c>:
/// <c>urn:uuid:…</c> of the Patient beside it). Pure.
/// </summary>
internal sealed class Homes
{
    private readonly WriteSet _writes;
    private readonly LiveGrant _live;
    private readonly Func<string, OpenChart, bool>? _find;
    private readonly HomeChart?[] _known;
    private readonly bool[] _asked;

    private Homes(WriteSet writes, LiveGrant live)
    {
        (_writes, _live, _known, _asked) = (writes, live, new HomeChart?[writes.Items.Count], new bool[writes.Items.Count]);
        if (writes.Find is { } named) _find = (reference, chart) => named(reference, chart).Found is not null;
    }

    /// <summary>In the order of the writes.</summary>
    public static IReadOnlyList<HomeChart> Of(WriteSet writes, LiveGrant live)
    {
        var homes = new Homes(writes, live);
        return [.. Enumerable.Range(0, writes.Items.Count).Select(place => homes.At(place)!)];
    }

    /// <summary>Null while it is being asked: two that refer to each other say nothing of where either belongs.</summary>
    private HomeChart? At(int place)
    {
        if (_asked[place]) return _known[place];
        _asked[place] = true;
        return _known[place] = _writes.Items[place] is CreateWrite { Type: "Patient" } brought
            ? HomeChart.OfPatient(brought, place, _live)
            : HomeChart.Of(_writes.Items[place], _live, _find, reference => _writes.PlaceOf(place, reference) is { } other ? At(other) : null);
    }
}
