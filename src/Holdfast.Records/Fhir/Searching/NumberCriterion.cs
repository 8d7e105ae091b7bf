using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// A number as somebody searched for it (R4 search.html#number): 100 means from 99.5 to below 100.5, 100.00 from 99.995 to
/// below 100.005; a comparison takes the number as exact.
/// </summary>
internal sealed partial record NumberCriterion(string Prefix, decimal Exact, decimal Half)
{
    /// <summary>Room above it for the half digit and the tenth that are added.</summary>
    private const decimal Largest = 1e27m;

    public static NumberCriterion? Parse(string value)
    {
        var (prefix, text) = Prefixes.Take(value);
        if (Form().Match(text) is not { Success: true } form || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) || Math.Abs(exact) > Largest) return null;
        // HL7's table reads 1e2 as 95 to 105: with an exponent, a mantissa without decimals counts as one with one.
        var (decimals, exponent) = (form.Groups["decimals"].Length, 0);
        if (form.Groups["exponent"] is { Success: true, Value: var power })
        {
            decimals = Math.Max(decimals, 1);
            if (!int.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;
        }

        return exponent - decimals is >= -26 and <= 26 and var digit ? new NumberCriterion(prefix, exact, Power(digit) / 2) : null;
    }

    /// <param name="low">The least that the resource's value can be.</param>
    /// <param name="high">The most that it can be.</param>
    public bool Matches(decimal low, decimal high) => Prefix switch
    {
        "eq" => low >= Exact - Half && high < Exact + Half,
        "ne" => !(low >= Exact - Half && high < Exact + Half),
        "gt" => high > Exact,
        "lt" => low < Exact,
        "ge" => high >= Exact,
        "le" => low <= Exact,
        "sa" => low > Exact,
        "eb" => high < Exact,
        "ap" => low <= Exact + (Math.Abs(Exact) / 10) && high >= Exact - (Math.Abs(Exact) / 10),
        _ => throw new InvalidOperationException($"No comparison for {Prefix}."),
    };

    private static decimal Power(int of)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(of); i++) power = of < 0 ? power / 10 : power * 10;
        return power;
    }

    [GeneratedRegex(@"^[+-]?\d{1,28}(\.(?<decimals>\d{1,28}))?([eE](?<exponent>[+-]?\d{1,2}))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>number, number|system|code or number||code: with a system the unit's code is compared, else code or unit as written.</summary>
internal sealed record QuantityCriterion(NumberCriterion Number, string System, string Code)
{
    public static QuantityCriterion? Parse(string value)
    {
        var parts = Escaping.Split(value, '|').Select(Escaping.Unescape).ToList();
        if (parts.Count is not (1 or 3) || NumberCriterion.Parse(parts[0]) is not { } number) return null;
        return parts.Count == 1 ? new QuantityCriterion(number, "", "") : new QuantityCriterion(number, parts[1], parts[2]);
    }

    public bool Matches(SearchValue.Quantity quantity)
    {
        if (System.Length > 0 && (quantity.System != System || (Code.Length > 0 && quantity.Code != Code))) return false;
        if (System.Length == 0 && Code.Length > 0 && quantity.Code != Code && quantity.Unit != Code) return false;
        return Number.Matches(quantity.Low, quantity.High);
    }
}
