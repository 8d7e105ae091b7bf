using Holdfast.Wire;
using Holdfast.Wire.Statements;

// Not "Holdfast.Keyholder.Directory": that name would hide System.IO.Directory from the whole keyholder.
namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Who is who, for finding only: folded words of names and places, birth dates, telephone and health numbers in memory,
/// and chart ids as answers. What is shown of a person is read from the sealed entry. Bytes a person: bench/README.md.
/// Not safe to share between threads: the keyholder's lock owns it.
/// </summary>
internal sealed class DirectoryIndex
{
    /// <summary>People compared for one answer. It is found under the keyholder's lock, so a question that fits this many beginnings and few people is to be asked more narrowly: some milliseconds.</summary>
    public const int MostComparedPeople = 5_000;

    private readonly SortedWords _names = new();
    private readonly SortedWords _places = new();
    private readonly SortedWords _postalCodes = new();
    private readonly Dictionary<string, List<IndexedWord>> _bySound = new(StringComparer.Ordinal);
    private readonly HashSet<char> _letters = [];
    private readonly List<IndexedPerson?> _people = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly Dictionary<ChartId, int> _slots = [];
    private readonly Dictionary<int, List<int>> _byBirthDay = [];
    private readonly Dictionary<int, int> _byTelephone = [];
    private readonly Dictionary<UInt128, int> _byHealthNumber = [];
    private readonly List<string> _systems = [];

    /// <summary>Adds the chart's entry, or puts it in place of its former one. The fields were checked (<see cref="DirectoryRules"/>).</summary>
    /// <exception cref="InvalidOperationException">The health number is another chart's: ask <see cref="HolderOf"/> first.</exception>
    public void Put(ChartId chart, DirectoryFields fields)
    {
        if (fields.HealthNumber.Length > 0 && HolderOf(fields.HealthNumberSystem, fields.HealthNumber) is { } holder && holder != chart)
            throw new InvalidOperationException("The health number belongs to another chart.");
        Remove(chart);
        var name = FoldedName.Of(fields.Family, fields.Given);
        var (line, city) = (Shared(_places, Places.Words(fields.Address)), Shared(_places, Places.Words(fields.City)));
        string[] words = [.. Shared(_names, name.Family), .. Shared(_names, name.Given), .. line, .. city];
        var postalCode = Places.PostalCode(fields.PostalCode);
        var person = new IndexedPerson(
            chart, words, name.Family.Length, name.Given.Length, line.Length, postalCode.Length == 0 ? "" : _postalCodes.Get(postalCode).Text, Telephone.Of(fields.Telephone),
            NumberOf(fields), DirectoryRules.TryParseDate(fields.BirthDate, out var date) ? date.DayNumber : IndexedPerson.NoBirthDay, string.Intern(fields.Gender));
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _people.Count;
            _people.Add(null);
        }

        _people[slot] = person;
        _slots[chart] = slot;
        foreach (var word in WordsOf(person)) word.Add(slot);
        if (person.BirthDay != IndexedPerson.NoBirthDay) (_byBirthDay.TryGetValue(person.BirthDay, out var born) ? born : _byBirthDay[person.BirthDay] = []).Add(slot);
        if (person.Number != 0) _byHealthNumber[person.Number] = slot;
        if (person.Telephone.Length >= Telephone.Fewest)
        {
            person.NextOfTelephone = _byTelephone.GetValueOrDefault(person.Telephone.LastSeven, -1);
            _byTelephone[person.Telephone.LastSeven] = slot;
        }
    }

    /// <summary>False when there was no entry.</summary>
    public bool Remove(ChartId chart)
    {
        if (!_slots.Remove(chart, out var slot)) return false;
        var person = _people[slot]!;
        foreach (var word in WordsOf(person)) word.Remove(slot);
        if (person.BirthDay != IndexedPerson.NoBirthDay) _byBirthDay[person.BirthDay].Remove(slot);
        if (person.Number != 0) _byHealthNumber.Remove(person.Number);
        if (person.Telephone.Length >= Telephone.Fewest) UnlinkTelephone(person, slot);
        _people[slot] = null;
        _freeSlots.Push(slot);
        return true;
    }

    /// <param name="most">How many to find at the most; beyond that the answer says "more".</param>
    public DirectoryAnswer Find(DirectoryQuery query, int most)
    {
        if (UnderstoodQuestion.Read(query, out var refused) is not { } question) return refused!;
        return question.Sounds.Count > 0 ? new SoundSearch(_names, _bySound, _letters, _people).Find(question, WantedOf(question), most) : FindExactly(question, most);
    }

    /// <summary>The chart that holds this health number in this identifier system.</summary>
    public ChartId? HolderOf(string system, string number) =>
        _systems.IndexOf(system) is >= 0 and var known && NumberKeys.Of(known, number) is { } key && _byHealthNumber.TryGetValue(key, out var slot) ? _people[slot]!.Chart : null;

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

    private DirectoryAnswer FindExactly(UnderstoodQuestion question, int most)
    {
        var wanted = WantedOf(question);
        var found = new List<IndexedPerson>();
        var seen = new HashSet<int>(); // a person stands under several words
        var compared = 0;
        foreach (var slot in Fewest(question))
        {
            if (++compared > MostComparedPeople) return new DirectoryAnswer.Refused(Why.TooBroad, "too many people share the beginning of this: give more letters of it, or add the birth date");
            if (!_people[slot]!.Fits(question, wanted) || !seen.Add(slot)) continue;
            found.Add(_people[slot]!);
            if (found.Count > most) break;
        }

        var more = found.Count > most;
        var shown = found.Take(most).OrderBy(Last(p => p.Family), StringComparer.Ordinal).ThenBy(Last(p => p.Given), StringComparer.Ordinal).ThenBy(p => p.BirthDay);
        return new DirectoryAnswer.Found([.. shown.Select(p => p.Chart)], more);
    }

    private delegate ReadOnlySpan<string> PartOf(IndexedPerson person);

    /// <summary>The name in one piece is the last of its words.</summary>
    private static Func<IndexedPerson, string> Last(PartOf part) => person => part(person) is { IsEmpty: false } words ? words[^1] : "";

    /// <summary>The slots under whatever of the question the fewest people share.</summary>
    private IEnumerable<int> Fewest(UnderstoodQuestion question)
    {
        if (question.Number.Length > 0) return WithHealthNumber(question.Number).Select(chart => _slots[chart]);
        (int Count, IEnumerable<int> Slots) fewest = (int.MaxValue, []);
        if (question.Telephone.Length > 0) fewest = (0, OfTelephone(question.Telephone));
        if (question.IsOneDay) Consider(_byBirthDay.TryGetValue(question.Born!.Value.From, out var born) ? born.Count : 0, born ?? []);
        foreach (var word in question.Name.Words) ConsiderWords(_names.StartingWith(word));
        if (question.PostalCode.Length > 0) ConsiderWords(_postalCodes.StartingWith(question.PostalCode));
        foreach (var word in question.Address) ConsiderWords(_places.StartingWith(word).Concat(_postalCodes.StartingWith(word.ToUpperInvariant())));
        return fewest.Slots;

        void ConsiderWords(IEnumerable<IndexedWord> words) => Consider(words.Sum(w => w.Count), words.SelectMany(SlotsOf));

        void Consider(int count, IEnumerable<int> slots)
        {
            if (count < fewest.Count) fewest = (count, slots);
        }
    }

    private static IEnumerable<int> SlotsOf(IndexedWord word)
    {
        for (var i = 0; i < word.Count; i++) yield return word.Slots[i];
    }

    private IEnumerable<int> OfTelephone(Telephone telephone)
    {
        for (var slot = _byTelephone.GetValueOrDefault(telephone.LastSeven, -1); slot >= 0; slot = _people[slot]!.NextOfTelephone) yield return slot;
    }

    private void UnlinkTelephone(IndexedPerson person, int slot)
    {
        var key = person.Telephone.LastSeven;
        var first = _byTelephone[key];
        if (first == slot)
        {
            if (person.NextOfTelephone >= 0) _byTelephone[key] = person.NextOfTelephone;
            else _byTelephone.Remove(key);
            return;
        }

        var before = _people[first]!;
        while (before.NextOfTelephone != slot) before = _people[before.NextOfTelephone]!;
        before.NextOfTelephone = person.NextOfTelephone;
    }

    /// <summary>Each word that the person bears, once.</summary>
    private IEnumerable<IndexedWord> WordsOf(IndexedPerson person)
    {
        foreach (var word in person.Names.ToArray().Distinct(StringComparer.Ordinal)) yield return _names.Get(word);
        foreach (var word in person.Places.ToArray().Distinct(StringComparer.Ordinal)) yield return _places.Get(word);
        if (person.PostalCode.Length > 0) yield return _postalCodes.Get(person.PostalCode);
    }

    /// <summary>The same words as the index's own strings, so that a common name is in memory once. A name's word that is new is put under its sound.</summary>
    private string[] Shared(SortedWords words, IReadOnlyList<string> folded)
    {
        var shared = new string[folded.Count];
        for (var i = 0; i < shared.Length; i++)
        {
            var word = words.Find(folded[i]);
            if (word is null)
            {
                word = words.Get(folded[i]);
                if (words == _names) PutSound(word);
            }

            shared[i] = word.Text;
        }

        return shared;
    }

    private void PutSound(IndexedWord word)
    {
        _letters.UnionWith(word.Text);
        if (NameSound.Of(word.Text) is { Length: > 0 } sound) (_bySound.TryGetValue(sound, out var alike) ? alike : _bySound[sound] = new(1)).Add(word);
    }

    private UInt128 NumberOf(DirectoryFields fields)
    {
        if (fields.HealthNumber.Length == 0) return 0;
        var system = _systems.IndexOf(fields.HealthNumberSystem);
        if (system < 0)
        {
            if (_systems.Count == NumberKeys.MostSystems) throw new InvalidOperationException("More identifier systems than there are provinces.");
            system = _systems.Count;
            _systems.Add(fields.HealthNumberSystem);
        }

        return NumberKeys.Of(system, fields.HealthNumber) ?? throw new InvalidOperationException("Not a health number: the fields were not checked.");
    }

    /// <summary>The key that a person must have; null when nobody can.</summary>
    private UInt128? WantedOf(UnderstoodQuestion question)
    {
        if (question.Number.Length == 0) return null;
        var system = question.System.Length == 0 ? 0 : _systems.IndexOf(question.System);
        return system < 0 ? null : NumberKeys.Of(system, question.Number);
    }
}
