using Holdfast.Records.Charts;
using Holdfast.Records.Store;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// Writes that are asked for together. Pure: what they come to on the chart as it stands. Deletions are decided first,
/// then creations, then updates and patches (FHIR R4, 3.1.0.11.2); no two may be about one resource.
/// </summary>
/// <param name="Items">In the order they were sent.</param>
internal sealed record WriteSet(IReadOnlyList<Write> Items)
{
    private Dictionary<string, int>? _byUrl;

    /// <summary>True for a transaction: one refusal refuses all.</summary>
    public bool AllOrNothing { get; init; }

    /// <summary>The fullUrl of each item, by which others refer to it; null where it has none.</summary>
    public IReadOnlyList<string?>? FullUrls { get; init; }

    /// <summary>
    /// The place of what stands under this name in the set: under a fullUrl itself, or one that a relative reference means at the
    /// address under which its own resource was sent (bundle.html#references). Null when nothing does.
    /// </summary>
    public int? PlaceOf(int from, string reference)
    {
        _byUrl ??= (FullUrls ?? []).Index().Where(url => url.Item is not null).DistinctBy(url => url.Item).ToDictionary(url => url.Item!, url => url.Index, StringComparer.Ordinal);
        if (_byUrl.TryGetValue(reference, out var place)) return place;
        return FullUrls?[from] is { } url && url.Split('/') is [.. { Length: > 2 } root, _, _] && reference.Split('/').Length == 2
            && _byUrl.TryGetValue($"{string.Join('/', root)}/{reference}", out var near) ? near : null;
    }

    /// <summary>What a conditional reference finds (<c>Practitioner?identifier=…</c>), or why it finds nothing.</summary>
    public Func<string, OpenChart, (string? Found, FhirAnswer.Refused? Refused)>? Find { get; init; }

    /// <summary>A last word on what is to be written: why nothing may be, or null.</summary>
    public Func<IReadOnlyList<ContentEntry>, FhirAnswer.Refused?>? Veto { get; init; }

    /// <summary>Why one version may not stand in the chart, or null.</summary>
    public Func<ContentEntry, FhirAnswer.Refused?>? Bar { get; init; }

    /// <summary>Those at these places, by themselves.</summary>
    public WriteSet Only(IReadOnlyList<int> places) =>
        this with { Items = [.. places.Select(i => Items[i])], FullUrls = FullUrls is null ? null : [.. places.Select(i => FullUrls[i])], _byUrl = null };

    /// <summary>What is to be appended, and what each item came to.</summary>
    internal sealed record Plan(IReadOnlyList<Decided> Items, IReadOnlyList<ContentEntry> Entries)
    {
        /// <summary>After the commit.</summary>
        public IReadOnlyList<Written> Done(IReadOnlyList<StoredVersion> versions)
        {
            var byName = versions.ToDictionary(v => (v.Type, v.Id));
            return [.. Items.Select(item => item switch
            {
                Decided.No no => new Written(no.Why, 0, null),
                Decided.Stands stands => new Written(null, stands.Status, stands.Version),
                // Without a version in a transaction that another item refused: then this came to nothing too.
                Decided.Writes writes => new Written(null, writes.Status, byName.GetValueOrDefault((writes.Entries[0].Type, writes.Entries[0].Id))) { IsNew = true },
                _ => throw new InvalidOperationException($"{item.GetType().Name} is not decided."),
            })];
        }

        /// <summary>When the commit was refused.</summary>
        public IReadOnlyList<Written> Failed(FhirAnswer.Refused why) =>
            [.. Items.Select(item => item is Decided.No no ? new Written(no.Why, 0, null) : new Written(why, 0, null))];
    }

    public Plan Decide(OpenChart chart, Scene scene)
    {
        var targets = Targets(chart);
        var map = Map(chart, targets, out var unresolved);
        var decided = new Decided[Items.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var index in Enumerable.Range(0, Items.Count).OrderBy(i => Turn(Items[i])))
        {
            var (write, target) = (Items[index], targets[index]);
            var item = target.Refused is { } refused ? new Decided.No(refused) : write.Decide(target, scene, map is null ? null : reference => map(index, reference));
            if (item is Decided.Writes writes && unresolved.Count > 0 && unresolved.Find(u => u.Index == index) is { Why: { } why }) item = new Decided.No(why);
            else if (item is Decided.Writes { Entries: var versions } && versions.Any(e => !taken.Add($"{e.Type}/{e.Id}"))) item = new Decided.No(Twice(write.Type));
            if (Bar is not null && item is Decided.Writes { Entries: var made } && made.Select(Bar).FirstOrDefault(barred => barred is not null) is { } crossed) item = new Decided.No(crossed);
            decided[index] = item;
        }

        if (AllOrNothing && decided.Any(d => d is Decided.No)) return new Plan(decided, []);
        List<ContentEntry> entries = [.. decided.OfType<Decided.Writes>().SelectMany(w => w.Entries)];
        return Veto?.Invoke(entries) is { } veto ? new Plan([.. decided.Select(_ => new Decided.No(veto))], []) : new Plan(decided, entries);
    }

    private static int Turn(Write write) => write switch { DeleteWrite => 0, CreateWrite => 1, _ => 2 };

    private Target[] Targets(OpenChart chart)
    {
        var targets = new Target[Items.Count];
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var index in Enumerable.Range(0, Items.Count).OrderBy(i => Turn(Items[i])))
        {
            targets[index] = Items[index].Resolve(chart, gone);
            if (Items[index] is DeleteWrite && targets[index] is { Present: { } first, More: var more })
                foreach (var version in more.Prepend(first)) gone.Add($"{version.Type}/{version.Id}");
        }

        return targets;
    }

    private sealed record Unresolved(int Index, FhirAnswer.Refused Why);

    /// <summary>The new texts of references: what stands under a fullUrl of this set, and what a condition finds.</summary>
    private Func<int, string, string?>? Map(OpenChart chart, Target[] targets, out List<Unresolved> unresolved)
    {
        unresolved = [];
        if (FullUrls is null) return null;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find is not null)
            for (var i = 0; i < Items.Count; i++)
                foreach (var reference in Items[i].Sent?.ConditionalReferences ?? [])
                {
                    if (texts.ContainsKey(reference) || PlaceOf(i, reference) is not null) continue;
                    var (found, refused) = Find(reference, chart);
                    if (found is not null) texts[reference] = found;
                    else unresolved.Add(new Unresolved(i, refused!));
                }

        return (from, reference) => PlaceOf(from, reference) is { } place && targets[place].Id is { } id ? $"{Items[place].Type}/{id}" : texts.GetValueOrDefault(reference);
    }

    private static FhirAnswer.Refused Twice(string type) =>
        new(400, "invalid", $"Two entries are about the same {type}. Put everything that is to change in it into one.");
}
