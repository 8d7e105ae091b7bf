using Holdfast.Wire;
using Holdfast.Wire.Statements;

// Not "Holdfast.Keyholder.Directory": that name would hide System.IO.Directory from the whole keyholder.
namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>One question to the directory: a health number alone, or a name prefix with or without birth date, or a birth date with a name.</summary>
/// <param name="BirthDate">YYYY-MM-DD.</param>
internal sealed record DirectoryQuery(string? HealthNumber, string? Name, string? BirthDate);

internal abstract record DirectoryAnswer
{
    private DirectoryAnswer()
    {
    }

    /// <param name="More">There are more than asked for: the asker must say more.</param>
    internal sealed record Found(IReadOnlyList<ChartId> Charts, bool More) : DirectoryAnswer;

    /// <param name="Detail">English; names the field and the mend, never its content.</param>
    internal sealed record Refused(string Detail) : DirectoryAnswer;
}

/// <summary>
/// Who is who, for finding only: folded name words, birth dates and health numbers in memory, and chart ids as answers.
/// What is shown of a person is read from the sealed entry. Not safe to share between threads: the keyholder's lock owns it.
/// </summary>
internal sealed class DirectoryIndex
{
    public int Count => throw new NotImplementedException();

    /// <summary>Adds the chart's entry or puts it in place of its former one. The fields were validated.</summary>
    public void Put(ChartId chart, DirectoryFields fields) => throw new NotImplementedException();

    public bool Remove(ChartId chart) => throw new NotImplementedException();

    public DirectoryAnswer Find(DirectoryQuery query, int most) => throw new NotImplementedException();

    /// <summary>The chart that holds this health number in this identifier system.</summary>
    public ChartId? HolderOf(string healthNumberSystem, string healthNumber) => throw new NotImplementedException();

    /// <summary>Every chart with this health number, of whatever system: at most a handful.</summary>
    public IReadOnlyList<ChartId> WithHealthNumber(string healthNumber) => throw new NotImplementedException();

    /// <summary>Same health number, or same birth date and a similar name.</summary>
    public IReadOnlyList<ChartId> LikelyDuplicates(DirectoryFields fields, int most) => throw new NotImplementedException();
}
