using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Notes;
using Holdfast.ChartApp.Words;

namespace Holdfast.Tests.ChartApp.Notes;

/// <summary>What the application writes is FHIR R4 in the eyes of the parser that records uses.</summary>
public class NoteResourcesTests
{
    private static readonly FhirJsonDeserializer Strict = new();
    private static readonly Author Nurse = new(new string('a', 32), "Amina \"Mina\" Hassan");
    private static readonly Wording French = new(Language.French, TimeZoneInfo.Utc);

    [Fact]
    public void A_note_is_a_visit_at_home_a_composition_and_observations_that_a_strict_parser_takes()
    {
        var draft = Draft();
        var encounter = Parse<Encounter>(NoteResources.Encounter(draft, "p1", Nurse));
        Assert.Equal("HH", encounter.Class?.Code);
        Assert.Equal("2026-03-03T09:30:00-05:00", encounter.Period?.Start);
        Assert.StartsWith("urn:uuid:", encounter.Identifier.Single().Value!);

        var composition = Parse<Composition>(NoteResources.Composition(draft, "p1", "e1", Nurse, French));
        Assert.Equal("34109-9", composition.Type!.Coding.Single().Code);
        Assert.Equal("2026-03-03T09:30:00-05:00", composition.Date);
        Assert.Equal("2026-03-03T16:00:00-05:00", composition.Attester.Single().Time);
        Assert.Equal("Note de visite", composition.Title);
        Assert.Equal("Encounter/e1", composition.Encounter?.Reference);
        Assert.Equal(2, composition.Section.Count);
        Assert.Equal(draft.Words, NarrativeText.ToText(composition.Section[0].Text!.Div).Replace("\n\n", "\n"));

        var observations = NoteResources.Observations(draft, "p1", "e1", Nurse).Select(Parse<Observation>).ToList();
        Assert.Equal(["85354-9", "8310-5", "72514-3"], observations.Select(o => o.Code!.Coding.Single().Code));
        Assert.Equal([132m, 78m], observations[0].Component.Select(c => ((Quantity)c.Value!).Value!.Value));
        Assert.Equal(36.8m, ((Quantity)observations[1].Value!).Value);
        Assert.Equal("survey", observations[2].Category.Single().Coding.Single().Code);
        Assert.All(observations, o => Assert.Equal("Encounter/e1", o.Encounter?.Reference));
    }

    [Fact]
    public void Markup_and_control_characters_in_a_note_stay_words()
    {
        var draft = Draft() with { Words = "<script>alert(1)</script> & \"quotes\" \u0001 end" };
        var composition = Parse<Composition>(NoteResources.Composition(draft, "p1", "e1", Nurse, French));
        Assert.DoesNotContain("<script", composition.Section[0].Text!.Div);
        Assert.Equal("<script>alert(1)</script> & \"quotes\" end", NarrativeText.ToText(composition.Section[0].Text!.Div));
    }

    [Fact]
    public void An_unsigned_draft_is_never_written() =>
        Assert.Throws<InvalidOperationException>(() => NoteResources.Composition(Draft() with { Signed = null }, "p1", "e1", Nurse, French));

    private static T Parse<T>(NoteResource resource) where T : Resource
    {
        Assert.Equal(typeof(T).Name, resource.Type);
        return Strict.Deserialize<T>(System.Text.Encoding.UTF8.GetString(resource.Json));
    }

    private static NoteDraft Draft()
    {
        var happened = new DateTimeOffset(2026, 3, 3, 9, 30, 0, TimeSpan.FromHours(-5));
        return new NoteDraft
        {
            Id = "5f0c1e9e-3a5e-4a57-9f3f-0d3b8f6f4f11",
            Started = happened,
            Saved = happened,
            Happened = happened,
            Signed = happened.AddHours(6.5),
            Words = "Dressing changed.\nWound clean.",
            Vitals = new Dictionary<string, string> { ["85354-9"] = "132/78", ["8310-5"] = "36,8", ["72514-3"] = "4", ["8867-4"] = "" },
            TasksDone = ["Change <dressing>"],
        };
    }
}
