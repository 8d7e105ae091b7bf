using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Records.Import;

/// <summary>A number in a text that does not belong into a clinical record: where it stands and of what kind it is, never what it is.</summary>
/// <param name="Path">FHIRPath of the element.</param>
/// <param name="Kind">What it looks like.</param>
internal sealed record SensitiveNumber(string Path, string Kind);

/// <summary>
/// Finds what looks like payment-card, social-insurance and bank numbers among the texts of a resource: notes, narratives,
/// descriptions, attached plain text, and identifiers that say that they are social-insurance numbers. Codes, addresses,
/// references, telephone numbers and other identifiers are not texts. A number inside a PDF or a picture is not seen.
/// </summary>
internal static partial class SensitiveNumbers
{
    public const string Card = "payment card";
    public const string SocialInsurance = "social insurance";
    public const string Bank = "bank account";

    /// <summary>Members of FHIR types that hold no words of people.</summary>
    private static readonly HashSet<string> NotTexts = ["resourceType", "id", "reference", "url", "uri", "system", "code", "version", "versionId", "lastUpdated", "fullUrl", "unit", "contentType", "hash", "implicitRules", "valueUri", "valueUrl", "valueCanonical", "valueUuid", "valueOid", "valueCode", "profile", "instantiatesCanonical", "instantiatesUri", "observedSeq", "deviceIdentifier", "carrierHRF", "carrierAIDC"];

    /// <summary>Elements of which <c>value</c> is a number by itself.</summary>
    private static readonly HashSet<string> Numbers = ["identifier", "telecom", "udiCarrier", "masterIdentifier", "groupIdentifier", "valueIdentifier", "valueContactPoint"];

    /// <summary>HL7 v2-0203: Social Security number; Canada's social insurance number goes under it.</summary>
    private const string SocialType = "SS";

    public static IReadOnlyList<SensitiveNumber> In(JsonElement resource)
    {
        var found = new List<SensitiveNumber>();
        Walk(resource, resource.TryGetProperty("resourceType"u8, out var type) ? type.GetString()! : "", "", found);
        return found;
    }

    /// <summary>The kinds of numbers in one text, each once.</summary>
    public static IReadOnlyList<string> KindsIn(string text)
    {
        if (!Digits().IsMatch(text)) return [];
        var kinds = new List<string>();
        if (CardNumber().Matches(text).Any(m => IsCard(OnlyDigits(m.Value)))) kinds.Add(Card);
        if (SocialNumber().Matches(text).Any(m => IsSocial(text, m))) kinds.Add(SocialInsurance);
        if (BankNumber().IsMatch(text) || Iban().Matches(text).Any(m => IsIban(m.Value)) || SpokenBank().IsMatch(text)) kinds.Add(Bank);
        return kinds;
    }

    private static void Walk(JsonElement element, string path, string member, List<SensitiveNumber> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when Numbers.Contains(member):
                if (IsSocialIdentifier(element)) found.Add(new SensitiveNumber(path, SocialInsurance));
                break;
            case JsonValueKind.Object:
                if (AttachedText(element) is { } attached) Add(attached, path + ".data", found);
                foreach (var child in element.EnumerateObject())
                    if (!NotTexts.Contains(child.Name)) Walk(child.Value, $"{path}.{child.Name}", child.Name, found);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var child in element.EnumerateArray()) Walk(child, $"{path}[{index++}]", member, found);
                break;
            case JsonValueKind.String when member != "data":
                Add(element.GetString()!, path, found);
                break;
        }
    }

    private static void Add(string text, string path, List<SensitiveNumber> found) => found.AddRange(KindsIn(text).Select(kind => new SensitiveNumber(path, kind)));

    private static bool IsSocialIdentifier(JsonElement identifier)
    {
        if (!identifier.TryGetProperty("value"u8, out _)) return false;
        if (identifier.TryGetProperty("system"u8, out var system) && system.ValueKind == JsonValueKind.String && SocialSystem().IsMatch(system.GetString()!)) return true;
        return identifier.TryGetProperty("type"u8, out var type) && type.TryGetProperty("coding"u8, out var codings) && codings.ValueKind == JsonValueKind.Array
            && codings.EnumerateArray().Any(c => c.TryGetProperty("code"u8, out var code) && code.ValueKind == JsonValueKind.String && code.GetString() == SocialType);
    }

    private static string? AttachedText(JsonElement attachment)
    {
        if (!attachment.TryGetProperty("data"u8, out var data) || data.ValueKind != JsonValueKind.String
            || !attachment.TryGetProperty("contentType"u8, out var type) || type.ValueKind != JsonValueKind.String || !type.GetString()!.StartsWith("text/", StringComparison.Ordinal)) return null;
        return Base64.IsValid(data.GetString()!) ? Encoding.UTF8.GetString(Convert.FromBase64String(data.GetString()!)) : null;
    }

    /// <summary>Issuers' prefixes with their lengths (ISO/IEC 7812; Visa, Mastercard, American Express, Discover, JCB, Diners), and the check digit.</summary>
    private static bool IsCard(string digits) => HasCheckDigit(digits) && digits.Length switch
    {
        13 => digits[0] == '4',
        14 => Prefix(digits, 2) is 36 or 38 or 39 || Prefix(digits, 3) is >= 300 and <= 305,
        15 => Prefix(digits, 2) is 34 or 37,
        16 => digits[0] == '4' || Prefix(digits, 2) is >= 51 and <= 55 or 65 || Prefix(digits, 4) is >= 2221 and <= 2720 or 6011 or >= 3528 and <= 3589 || Prefix(digits, 3) is >= 644 and <= 649,
        19 => digits[0] == '4',
        _ => false,
    };

    /// <summary>
    /// Nine digits with a check digit, not beginning with 0 or 8, which are not issued. One number in ten passes by chance: so
    /// it stands as 123 456 782 and nothing near it says that it is another number, or something near it says what it is.
    /// </summary>
    private static bool IsSocial(string text, Match match)
    {
        var digits = OnlyDigits(match.Value);
        if (digits[0] is '0' or '8' || !HasCheckDigit(digits)) return false;
        var before = text[Math.Max(0, match.Index - 40)..match.Index];
        return SaysSocial().IsMatch(before) || (match.Length == 11 && !SaysOther().IsMatch(before));
    }

    private static bool IsIban(string iban)
    {
        var text = iban.Replace(" ", "", StringComparison.Ordinal);
        var remainder = 0;
        foreach (var c in text[4..] + text[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            remainder = (value > 9 ? remainder * 100 + value : remainder * 10 + value) % 97;
        }

        return remainder == 1;
    }

    /// <summary>Luhn (ISO/IEC 7812-1 annex B).</summary>
    private static bool HasCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
        }

        return sum % 10 == 0 && digits.AsSpan().IndexOfAnyExcept('0') >= 0;
    }

    private static int Prefix(string digits, int length) => int.Parse(digits.AsSpan(0, length), System.Globalization.CultureInfo.InvariantCulture);

    private static string OnlyDigits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"[0-9](?:[ -]?[0-9]){6}|[A-Z]{2}[0-9][0-9][ A-Z0-9]{11}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![\w.-])(?:[0-9]{13,16}|[0-9]{19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})(?![\w-]|\.[0-9])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CardNumber();

    [GeneratedRegex(@"(?<![\w.+-]|[0-9][ ])(?:[0-9]{9}|[0-9]{3}([ -])[0-9]{3}\1[0-9]{3})(?![\w-]|\.[0-9]|[ ][0-9])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SocialNumber();

    [GeneratedRegex(@"\b(?:SIN|NAS)\b|(?i:social insurance|assurance sociale|social ins\b|S\.I\.N\.|N\.A\.S\.)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SaysSocial();

    [GeneratedRegex(@"\b(?:MRN|HCN|OHIP|DIN|NPN|phone|tel|fax|cell|pager|chart|health (?:card|number)|lot|serial|file|policy|claim|reference|ref|téléphone|dossier|carte santé)\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SaysOther();

    /// <summary>Canada: transit 5, institution 3, account 7 to 12 digits, as on a cheque.</summary>
    [GeneratedRegex(@"(?<![\w.-])[0-9]{5}[ -][0-9]{3}[ -][0-9]{7,12}(?![\w-]|\.[0-9])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BankNumber();

    [GeneratedRegex(@"\b(?:(?:bank|chequing|checking|savings) (?:account|acct)|transit(?: number| no\.?)?|direct deposit|void(?:ed)? cheque|compte (?:bancaire|chèques?)|dépôt direct|numéro de transit)\b[^0-9]{0,30}[0-9][0-9 -]{3,14}[0-9](?![\w]|\.[0-9])", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpokenBank();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?:\bca-sin\b|/sin\b|social-insurance|us-ssn)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SocialSystem();
}
