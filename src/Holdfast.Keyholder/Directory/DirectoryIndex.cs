using Holdfast.Wire;
using Holdfast.Wire.Statements;

// Not "Holdfast.Keyholder.Directory": that name would hide System.IO.Directory from the whole keyholder.
namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Who is who, for finding only: folded name words, birth dates and health numbers in memory, and chart ids as answers.
/// What is shown of a person is read from the sealed entry. About 0.4 KB a person.
/// Not safe to share between threads: the keyholder's lock owns it.
/// </summary>
internal sealed class DirectoryIndex
{
    private const int NoBirthDay = -1;

    private readonly SortedWords _words = new();
    private readonly List<Person?> _people = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly Dictionary<ChartId, int> _slots = [];
    private readonly Dictionary<int, List<int>> _byBirthDay = [];
    private readonly Dictionary<(string System, string Number), int> _byHealthNumber = [];
    private readonly HashSet<string> _systems = new(StringComparer.Ordinal);

    private sealed record Person(ChartId Chart, FoldedName Name, int BirthDay, string System, string Number);

    /// <summary>Adds the chart's entry, or puts it in place of its former one. The fields were checked (<see cref="DirectoryRules"/>).</summary>
    /// <exception cref="InvalidOperationException">The health number is another chart's: ask <see cref="HolderOf"/> first.</exception>
    public void Put(ChartId chart, DirectoryFields fields)
    {
        if (fields.HealthNumber.Length > 0 && HolderOf(fields.HealthNumberSystem, fields.HealthNumber) is { } holder && holder != chart)
            throw new InvalidOperationException("The health number belongs to another chart.");
        Remove(chart);
        _systems.Add(fields.HealthNumberSystem);
        _systems.TryGetValue(fields.HealthNumberSystem, out var system); // one copy of each system's name
        var name = FoldedName.Of(fields.Family, fields.Given);
        var birthDay = DirectoryRules.TryParseDate(fields.BirthDate, out var date) ? date.DayNumber : NoBirthDay;
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _people.Count;
            _people.Add(null);
        }

        _slots[chart] = slot;
        foreach (var word in name.Words) _words.Get(word).Slots.Add(slot);
        _people[slot] = new Person(chart, new FoldedName(Shared(name.Family), Shared(name.Given)), birthDay, system!, fields.HealthNumber);
        if (birthDay != NoBirthDay)
        {
            if (!_byBirthDay.TryGetValue(birthDay, out var born)) _byBirthDay[birthDay] = born = [];
            born.Add(slot);
        }

        if (fields.HealthNumber.Length > 0) _byHealthNumber[(system!, fields.HealthNumber)] = slot;
    }

    /// <summary>False when there was no entry.</summary>
    public bool Remove(ChartId chart)
    {
        if (!_slots.Remove(chart, out var slot)) return false;
        var person = _people[slot]!;
        foreach (var word in person.Name.Words) _words.Get(word).Slots.Remove(slot);
        if (person.BirthDay != NoBirthDay) _byBirthDay[person.BirthDay].Remove(slot);
        if (person.Number.Length > 0) _byHealthNumber.Remove((person.System, person.Number));
        _people[slot] = null;
        _freeSlots.Push(slot);
        return true;
    }

    /// <param name="most">How many to find at the most; beyond that the answer says "more".</param>
    public DirectoryAnswer Find(DirectoryQuery query, int most)
    {
        if (query.HealthNumber is { Length: > 0 } number)
        {
            if (query.Name is { Length: > 0 } || query.BirthDate is { Length: > 0 }) return new DirectoryAnswer.Refused("search by health number alone, or by name");
            var holders = WithHealthNumber(HealthNumbers.Typed(number));
            return new DirectoryAnswer.Found([.. holders.Take(most)], holders.Count > most);
        }

        if (query.Name is not { Length: > 0 } text || TypedName.Read(text) is not { } typed)
            return new DirectoryAnswer.Refused("type a health number, or the beginning of a name");
        if (query.BirthDate is { Length: > 0 } birthDate)
        {
            if (!DirectoryRules.TryParseDate(birthDate, out var date)) return new DirectoryAnswer.Refused("the birth date must be a day of the calendar, written YYYY-MM-DD");
            return Answer(_byBirthDay.TryGetValue(date.DayNumber, out var born) ? born : [], typed, most);
        }

        if (typed.Words.Sum(w => w.Length) < TypedName.FewestLetters)
            return new DirectoryAnswer.Refused($"type at least {TypedName.FewestLetters} letters of the name, or add the birth date");
        return Answer(Rarest(typed), typed, most);
    }

    /// <summary>The chart that holds this health number in this identifier system.</summary>
    public ChartId? HolderOf(string system, string number) =>
        _byHealthNumber.TryGetValue((system, number), out var slot) ? _people[slot]!.Chart : null;

    /// <summary>Every chart with this health number, of whatever system: one for each province at the most.</summary>
    public IReadOnlyList<ChartId> WithHealthNumber(string number)
    {
        var charts = new List<ChartId>();
        if (number.Length == 0) return charts;
        foreach (var system in _systems)
            if (HolderOf(system, number) is { } chart) charts.Add(chart);
        return charts;
    }

    /// <summary>Same health number, or same birth date and a similar name. Before the entry itself is put, or it finds itself.</summary>
    public IReadOnlyList<ChartId> LikelyDuplicates(DirectoryFields fields, int most)
    {
        var likely = new List<ChartId>(WithHealthNumber(fields.HealthNumber));
        if (DirectoryRules.TryParseDate(fields.BirthDate, out var date) && _byBirthDay.TryGetValue(date.DayNumber, out var born))
        {
            var name = FoldedName.Of(fields.Family, fields.Given);
            foreach (var slot in born)
            {
                if (likely.Count >= most) break;
                if (NameLikeness.Similar(_people[slot]!.Name, name) && !likely.Contains(_people[slot]!.Chart)) likely.Add(_people[slot]!.Chart);
            }
        }

        return likely.Count <= most ? likely : likely[..most];
    }

    /// <summary>The slots under whichever typed word the fewest people bear.</summary>
    private IEnumerable<int> Rarest(TypedName typed)
    {
        var rarest = typed.Words.MinBy(word => _words.StartingWith(word).Sum(w => w.Slots.Count))!;
        return _words.StartingWith(rarest).SelectMany(word => word.Slots);
    }

    private DirectoryAnswer.Found Answer(IEnumerable<int> candidates, TypedName typed, int most)
    {
        var found = new List<Person>();
        var seen = new HashSet<int>(); // a person stands under several words
        foreach (var slot in candidates)
        {
            if (!typed.Fits(_people[slot]!.Name) || !seen.Add(slot)) continue;
            found.Add(_people[slot]!);
            if (found.Count > most) break;
        }

        var more = found.Count > most;
        var shown = found.Take(most).OrderBy(p => p.Name.Family.LastOrDefault(), StringComparer.Ordinal).ThenBy(p => p.Name.Given.LastOrDefault(), StringComparer.Ordinal).ThenBy(p => p.BirthDay);
        return new DirectoryAnswer.Found([.. shown.Select(p => p.Chart)], more);
    }

    /// <summary>The same words as the index's own strings, so that a common name is in memory once.</summary>
    private string[] Shared(string[] words) => [.. words.Select(word => _words.Get(word).Text)];
}
