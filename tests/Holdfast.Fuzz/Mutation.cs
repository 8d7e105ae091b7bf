using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Holdfast.Fuzz;

/// <summary>Changes an input a little: bytes, pieces, words that mean something to the parser, and of JSON whole branches. The same numbers give the same change.</summary>
internal sealed class Mutation(Target target, PCG numbers)
{
    private const int DeepestNest = 400;

    private static readonly JsonSerializerOptions AsDeepAsItIs = new() { MaxDepth = 4 * DeepestNest };

    private static readonly string[] Anywhere =
    [
        "\0", "\n", "\r\n", "\t", " ", "'", "\"", "\\", "/", "../", "%", "%00", "%2e%2e%2f", "?", "&", "=", "#", ";", ":", "|", "$", ",", "*", "~", "{", "}", "[", "]", "(", ")", "<", ">", "-1", "0", "00", "1e999",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648", "0.1", "NaN", "\u00a0", "\u202e", "\ufeff", "\ufffe", "\u0660\u0661\u0662", "\ud83d\ude00", "\u00e9", "e\u0301", "\u0130", "null", "true",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.String[Gen.Char, 0, 12], Gen.Int.Select(i => i.ToString(CultureInfo.InvariantCulture)), Gen.Double.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    public byte[] Of(byte[] input, byte[] other)
    {
        var changed = target.IsJson && Below(2) == 0 && Tree(input, other) is { } tree ? tree : input;
        if (changed == input || Below(4) == 0)
            for (var times = 1 + Below(4); times > 0; times--) changed = Once(changed, other);
        return changed.Length <= target.Longest ? changed : changed[..target.Longest];
    }

    private int Below(int most) => most <= 1 ? 0 : (int)numbers.Next((uint)most);

    private byte[] Once(byte[] input, byte[] other)
    {
        var at = Below(input.Length + 1);
        var (start, length) = Piece(input);
        switch (Below(10))
        {
            case 0 when input.Length > 0:
                var flipped = (byte[])input.Clone();
                flipped[Below(input.Length)] ^= (byte)(1 << Below(8));
                return flipped;
            case 1 when input.Length > 0:
                var set = (byte[])input.Clone();
                set[Below(input.Length)] = (byte)Below(256);
                return set;
            case 2:
                return [.. input[..start], .. input[(start + length)..]];
            case 3:
                return [.. input[..at], .. input[start..(start + length)], .. input[at..]];
            case 4:
                var (from, long_) = Piece(other);
                return [.. input[..start], .. other[from..(from + long_)], .. input[(start + length)..]];
            case 5:
                return Repeated(input, start, Math.Min(length, 64));
            case 6 when input.Length > 0:
                return input[..Below(input.Length)];
            case 7:
                return [.. input[..at], .. Encoding.UTF8.GetBytes(Text.Generate(numbers, null, out _)), .. input[at..]];
            default:
                var word = (target.IsBinary ? Encoding.Latin1 : Encoding.UTF8).GetBytes(Below(2) == 0 || target.Words.Count == 0 ? Anywhere[Below(Anywhere.Length)] : target.Words[Below(target.Words.Count)]);
                return Below(2) == 0 ? [.. input[..at], .. word, .. input[at..]] : [.. input[..start], .. word, .. input[(start + length)..]];
        }
    }

    private (int Start, int Length) Piece(byte[] of)
    {
        var start = Below(of.Length);
        return (start, Math.Min(of.Length - start, 1 + Below(Below(3) == 0 ? of.Length : 16)));
    }

    private byte[] Repeated(byte[] input, int start, int length)
    {
        var times = 1 << Below(11);
        var piece = input[start..(start + length)];
        var repeated = new List<byte>(input[..start]);
        while (times-- > 0 && repeated.Count < target.Longest) repeated.AddRange(piece);
        return [.. repeated, .. input[start..]];
    }

    /// <summary>Null when either is not JSON.</summary>
    private byte[]? Tree(byte[] input, byte[] other)
    {
        if (Read(input) is not { } tree || Read(other) is not { } donor) return null;
        try
        {
            var places = Places(tree).ToList();
            var donors = Places(donor).ToList();
            for (var times = 1 + Below(3); times > 0; times--)
            {
                var place = places[Below(places.Count)];
                if (place?.Parent is not { } parent) continue;
                var value = Branch(place, donors[Below(donors.Count)]);
                if (parent is JsonArray list) list[list.IndexOf(place)] = value;
                else parent.AsObject()[place.GetPropertyName()] = value;
                if (Below(4) == 0 && parent is JsonObject map) map[Word()] = place.DeepClone();
                if (Below(8) == 0 && parent is JsonArray many) many.Add(place.DeepClone());
                places = [.. Places(tree)];
            }

            return JsonSerializer.SerializeToUtf8Bytes(tree, AsDeepAsItIs);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or JsonException)
        {
            return null; // the change made no tree
        }
    }

    private JsonNode? Branch(JsonNode place, JsonNode? donor) => Below(9) switch
    {
        0 => null,
        1 => JsonValue.Create(Text.Generate(numbers, null, out _)),
        2 => JsonValue.Create(Word()),
        3 => JsonNode.Parse(Number()),
        4 => new JsonArray(place.DeepClone()),
        5 => new JsonArray(),
        6 => Nested(place.DeepClone()),
        7 => JsonValue.Create(new string('a', 1 << Below(13))),
        _ => donor?.DeepClone(),
    };

    private string Word() => target.Words.Count == 0 || Below(4) == 0 ? Anywhere[Below(Anywhere.Length)] : target.Words[Below(target.Words.Count)];

    private string Number() => Below(4) switch { 0 => "-0", 1 => "1e400", 2 => "0.10", _ => new string('9', 1 + Below(40)) };

    private JsonNode Nested(JsonNode inside)
    {
        var name = Word();
        for (var depth = Below(DeepestNest); depth > 0; depth--) inside = Below(2) == 0 ? new JsonArray(inside) : new JsonObject { [name] = inside };
        return inside;
    }

    private static JsonNode? Read(byte[] input)
    {
        try
        {
            return JsonNode.Parse(input, null, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonNode?> Places(JsonNode? node)
    {
        if (node is null) yield break;
        yield return node;
        var inside = node switch { JsonObject map => map.Select(m => m.Value), JsonArray list => list, _ => [] };
        foreach (var child in inside)
            foreach (var place in Places(child)) yield return place;
    }
}
