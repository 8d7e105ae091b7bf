using System.Globalization;
using System.Text;
using Holdfast.Ui.SignIn;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Pages;

/// <summary>Fills the names into a wording, for one reader in one language. Plain text; whoever puts it into a page encodes it.</summary>
internal sealed class Told(Reader reader, bool french)
{
    /// <summary>Beginning of an id: enough to tell charts apart on one page.</summary>
    private const int ShortId = 8;

    public PersonAnswer Person(PersonId person) =>
        reader.People.TryGetValue(person, out var known) ? known : new PersonAnswer(person.ToString(), reader.NameOf(person), "");

    public string Say(Wording words, Sign sign, int count) => Fill(words, name => name switch
    {
        "person" => sign.Person is { } person ? reader.NameOf(person) : Somebody,
        "chart" => sign.Chart?.ToString()[..ShortId] ?? "",
        "node" => sign.Node ?? SomeNode,
        "service" => sign.Service ?? "",
        "count" => count.ToString(CultureInfo.InvariantCulture),
        _ => null,
    });

    public string Say(Wording words, LedgerEvent entry) => Fill(words, name => name switch
    {
        "person" => entry.Person is { } person ? reader.NameOf(person) : Somebody,
        "by" => entry.By is { } by ? reader.NameOf(by) : Somebody,
        "chart" => entry.Chart?.ToString()[..ShortId] ?? "",
        "node" => entry.Node ?? entry.Caller ?? SomeNode,
        _ => null,
    });

    private string Somebody => french ? "Quelqu’un" : "Somebody";

    private string SomeNode => french ? "Un nœud" : "A node";

    /// <summary>One pass, so that a name that looks like a place to fill stays a name.</summary>
    private string Fill(Wording words, Func<string, string?> value)
    {
        var text = french ? words.French : words.English;
        var filled = new StringBuilder(text.Length + 32);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && text.IndexOf('}', i) is > 0 and var end && value(text[(i + 1)..end]) is { } word)
            {
                filled.Append(word);
                i = end;
                continue;
            }

            filled.Append(text[i]);
        }

        return filled.ToString();
    }
}
