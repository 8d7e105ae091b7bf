using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>
/// Names of tiles and entry bundles, from c2sp.org/tlog-tiles: <c>tile/L/N[.p/W]</c> and <c>tile/entries/N[.p/W]</c>.
/// N is written in groups of three digits, all but the last with an x: 1234067 is x001/x234/067. A full tile has 256
/// hashes (8,192 bytes), a partial one W of 1..255. Only the canonical form is accepted, so no path climbs out.
/// </summary>
/// <param name="Level">0..7 of a hash tile; <see cref="Entries"/> for an entry bundle.</param>
internal readonly record struct TilePath(int Level, long Number, int Width)
{
    /// <summary>Hashes in a full tile, and entries in a full bundle.</summary>
    public const int FullWidth = 256;

    public const int Entries = -1;

    /// <summary>256^8 entries are more than a long holds: levels above 7 do not occur.</summary>
    public const int Levels = 8;

    public bool IsFull => Width == FullWidth;

    /// <summary>The same tile when it is full.</summary>
    public TilePath Full => this with { Width = FullWidth };

    /// <summary>The tile that holds the hash (or entry) at <paramref name="index"/> of that level, as wide as a tree of <paramref name="size"/> entries makes it.</summary>
    public static TilePath Of(int level, long index, long size)
    {
        var number = index / FullWidth;
        var wide = Math.Min(FullWidth, (size >> 8 * Math.Max(level, 0)) - number * FullWidth);
        return new TilePath(level, number, (int)wide);
    }

    public override string ToString()
    {
        var n = (Number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = Number / 1000; rest > 0; rest /= 1000) n = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/{n}");
        var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        return IsFull ? $"tile/{level}/{n}" : string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{n}.p/{Width}");
    }

    public static bool TryParse(string text, out TilePath path)
    {
        path = default;
        if (text.Length > 64 || !text.StartsWith("tile/", StringComparison.Ordinal)) return false;
        var parts = text["tile/".Length..].Split('/');
        if (parts.Length < 2) return false;
        var width = FullWidth;
        var end = parts.Length;
        if (end >= 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryDecimal(parts[^1], out var w) || w is < 1 or >= FullWidth) return false;
            width = (int)w;
            end--;
            parts[end - 1] = parts[end - 1][..^2];
        }

        if (!TryNumber(parts.AsSpan(1, end - 1), out var number)) return false;
        long level = Entries;
        if (parts[0] != "entries" && (!TryDecimal(parts[0], out level) || level >= Levels)) return false;
        path = new TilePath((int)level, number, width);
        return path.ToString() == text;
    }

    private static bool TryNumber(ReadOnlySpan<string> groups, out long number)
    {
        number = 0;
        if (groups.Length is 0 or > 6) return false;
        for (var i = 0; i < groups.Length; i++)
        {
            var group = groups[i];
            if (i < groups.Length - 1 && (group.Length == 0 || group[0] != 'x')) return false;
            var digits = i < groups.Length - 1 ? group[1..] : group;
            if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
            number = number * 1000 + value;
        }

        return true;
    }

    private static bool TryDecimal(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && (text.Length == 1 || text[0] != '0');
}
