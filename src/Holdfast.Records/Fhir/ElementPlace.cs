using System.Globalization;
using System.Text.Json.Nodes;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Where an element of the model stands in the JSON: a member of an object, or an item of such a member. A primitive's
/// extensions stand beside it under an underscore, and go along with it.
/// </summary>
/// <param name="Parent">The object; null for the resource itself.</param>
/// <param name="Member">The name of the member; of a choice with its type (<c>valueQuantity</c>).</param>
/// <param name="Choice">The element's own name, shorter than the member's when it is a choice.</param>
/// <param name="Index">Of the item, when the member is an array.</param>
/// <param name="Node">What stands there.</param>
internal sealed record ElementPlace(JsonObject? Parent, string Member, string Choice, int? Index, JsonNode? Node)
{
    /// <param name="resource">The resource.</param>
    /// <param name="location">As the model gives it: <c>Patient.name[0].given[1]</c>.</param>
    public static ElementPlace? Find(JsonObject resource, string location)
    {
        var place = new ElementPlace(null, "", "", null, resource);
        foreach (var step in location.Split('.').Skip(1))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? step : step[..bracket];
            var index = bracket < 0 ? 0 : int.Parse(step[(bracket + 1)..^1], CultureInfo.InvariantCulture);
            if (place.Node is not JsonObject parent || MemberOf(parent, name) is not { } member) return null;
            var value = parent[member];
            if (value is not JsonArray list) place = new ElementPlace(parent, member, name, null, value);
            else if (index < list.Count) place = new ElementPlace(parent, member, name, index, list[index]);
            else return null;
        }

        return place;
    }

    public bool Add(string name, bool isCollection, JsonNode value)
    {
        if (Node is not JsonObject here) return false;
        if (!isCollection) return !here.ContainsKey(name) && here.TryAdd(name, value);
        if (here[name] is JsonArray list) Widen(list.Count, value, list, here["_" + name] as JsonArray);
        else here[name] = new JsonArray(value);
        return true;
    }

    /// <summary>Before the item with this index, in the array that this item is of.</summary>
    public bool Insert(int index, JsonNode value)
    {
        if (Index is null || Parent![Member] is not JsonArray list || index > list.Count) return false;
        Widen(index, value, list, Beside as JsonArray);
        return true;
    }

    public bool Remove()
    {
        if (Parent is null) return false;
        if (Index is { } index && Parent[Member] is JsonArray { Count: > 1 } list)
        {
            list.RemoveAt(index);
            if (Beside is JsonArray beside && index < beside.Count) beside.RemoveAt(index);
            return true;
        }

        Parent.Remove("_" + Member);
        return Parent.Remove(Member);
    }

    public bool Replace(JsonNode value, string? suffix)
    {
        if (Parent is null) return false;
        if (Index is { } index)
        {
            Parent[Member]!.AsArray()[index] = value;
            return true;
        }

        var name = Member == Choice || suffix is null ? Member : Choice + suffix;
        if (name == Member) Parent[Member] = value;
        else
        {
            if (Parent.ContainsKey(name)) return false;
            Parent.Remove("_" + Member);
            var at = Parent.IndexOf(Member);
            Parent.Remove(Member);
            Parent.Insert(at, name, value);
        }

        return true;
    }

    public bool Move(int source, int destination)
    {
        if (Index is null || Parent![Member] is not JsonArray list || source >= list.Count || destination >= list.Count) return false;
        Shift(list, source, destination);
        if (Beside is JsonArray beside)
        {
            while (beside.Count < list.Count) beside.Add(null);
            Shift(beside, source, destination);
        }

        return true;
    }

    private JsonNode? Beside => Parent!["_" + Member];

    private static void Widen(int index, JsonNode value, JsonArray list, JsonArray? beside)
    {
        list.Insert(index, value);
        if (beside is not null && index < beside.Count) beside.Insert(index, null);
    }

    private static void Shift(JsonArray list, int source, int destination)
    {
        var item = list[source];
        list.RemoveAt(source);
        list.Insert(destination, item);
    }

    /// <summary>The element's member: by its name, or, of a choice, by its name with a type after it.</summary>
    private static string? MemberOf(JsonObject parent, string name) =>
        parent.ContainsKey(name) ? name
            : parent.Select(member => member.Key).FirstOrDefault(key => key.Length > name.Length && key.StartsWith(name, StringComparison.Ordinal) && char.IsAsciiLetterUpper(key[name.Length]));
}
