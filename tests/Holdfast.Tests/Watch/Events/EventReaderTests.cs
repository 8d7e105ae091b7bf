using CsCheck;
using System.Text;
using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Tests.Watch.Events;

public class EventReaderTests
{
    [Fact]
    public void An_opening_is_read_with_everybody_it_names()
    {
        var entry = Entries.Read(Entries.Open(purpose: "ETREAT"), 7);
        Assert.Equal((7, EventKind.Open, Entries.Noon), (entry.Index, entry.Kind, entry.At));
        Assert.Null(entry.Doubt);
        Assert.Equal(Entries.Nurse, entry.Person.ToString());
        Assert.Equal(Entries.Chart, entry.Chart.ToString());
        Assert.Equal(Entries.Hash, entry.Reason);
        Assert.True(entry.IsEmergency);
    }

    [Fact]
    public void Assignments_name_their_charts_and_people()
    {
        var entry = Entries.Read($"\"kind\":\"assigned\",\"person\":\"{Entries.Other}\",\"session\":\"{Entries.Session}\",\"items\":[[\"{Entries.Nurse}\",\"{Entries.Chart}\",\"visit\",1,2],[\"{Entries.Nurse}\",\"{Entries.OtherChart}\",\"team\",1,2]]");
        Assert.Null(entry.Doubt);
        Assert.Equal([Entries.Chart, Entries.OtherChart], entry.Charts.Select(c => c.ToString()));
        Assert.Equal(2, entry.Count);
    }

    [Theory]
    [InlineData("0,2", null)]
    [InlineData("2,2", "moves has another form")]
    public void Heads_that_moved_together_name_every_chart(string fromTo, string? doubt)
    {
        var entry = Entries.Read($"\"kind\":\"heads\",\"grant\":\"{Entries.Grant}\",\"node\":\"import-1\",\"moves\":[[\"{Entries.Chart}\",0,1,\"{Entries.Hash}\"],[\"{Entries.OtherChart}\",{fromTo},\"{Entries.Hash}\"]],\"rows\":[[\"clinical@import\",\"{Entries.Hash}\"],[\"identity@import\",\"{Entries.Hash}\"],[\"clinical@import\",\"{Entries.Hash}\"]]");
        Assert.Equal(doubt, entry.Doubt);
        if (doubt is null) Assert.Equal([Entries.Chart, Entries.OtherChart], entry.Charts.Select(c => c.ToString()));
        if (doubt is null) Assert.Equal(3, entry.Count);
    }

    [Fact]
    public void Reported_views_are_summed_by_class()
    {
        var entry = Entries.Read($"\"kind\":\"views\",\"node\":\"records-1\",\"instance\":\"{Entries.Run}\",\"grant\":\"{Entries.Grant}\",\"items\":[[\"clinical\",3,1,\"read\"],[\"identity\",1,1,\"search\"]]");
        Assert.Null(entry.Doubt);
        Assert.Equal((4, "clinical,identity"), (entry.Count, string.Join(',', entry.Classes)));
    }

    [Fact]
    public void A_thaw_tells_who_was_thawed_from_who_decided()
    {
        var entry = Entries.Read(Entries.Thawed());
        Assert.Equal((Entries.Nurse, Entries.Officer), (entry.Person.ToString(), entry.By.ToString()));
    }

    [Fact]
    public void A_kind_of_a_later_version_is_shown_as_such_and_keeps_what_can_be_read()
    {
        var entry = Entries.Read($"\"kind\":\"telepathy\",\"person\":\"{Entries.Nurse}\",\"thought\":{{\"deep\":1}}");
        Assert.Equal((EventKind.Other, "telepathy"), (entry.Kind, entry.KindText));
        Assert.Equal(Entries.Nurse, entry.Person.ToString());
    }

    [Theory]
    [InlineData("\"kind\":\"stop\",\"role\":\"records\",\"node\":\"records-1\"", "instance is missing")]
    [InlineData("\"kind\":\"link\",\"person\":\"xyz\"", "person has another form")]
    [InlineData("\"kind\":\"link\",\"person\":\"11111111111111111111111111111111\",\"name\":\"Marie\"", "name is not expected")]
    [InlineData("\"kind\":\"my-day\",\"person\":\"11111111111111111111111111111111\",\"session\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"charts\":\"all\"", "charts has another form")]
    public void An_entry_that_does_not_fit_its_kind_is_marked(string middle, string doubt) => Assert.Equal(doubt, Entries.Read(middle).Doubt);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"kind\":7}")]
    [InlineData("{\"kind\":\"stop\",\"kind\":\"start\"}")]
    [InlineData("{\"kind\":\"stop\"")]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]")]
    public void What_is_no_entry_is_unreadable_and_never_thrown_at(string text)
    {
        var entry = EventReader.Read(1, Encoding.UTF8.GetBytes(text));
        Assert.Equal(EventKind.Unreadable, entry.Kind);
        Assert.NotNull(entry.Doubt);
    }

    [Fact]
    public void Random_bytes_are_survived() => Gen.Byte.Array[0, 200].Sample(bytes => EventReader.Read(0, bytes).Doubt is not null);

    [Fact]
    public void What_a_grant_was_for_is_known_to_later_entries()
    {
        var book = new GrantBook();
        book.Apply(Entries.Read(Entries.Open()));
        var ended = book.Resolve(Entries.Read(Entries.GrantEnded()));
        Assert.Equal((Entries.Nurse, Entries.Chart), (ended.Person.ToString(), ended.Chart.ToString()));
    }

    [Fact]
    public void Every_kind_is_told_in_both_languages()
    {
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            var words = EventWords.Of(new LedgerEvent { Index = 1, Kind = kind, KindText = "kind", Why = "WHY" });
            Assert.NotEmpty(words.English);
            Assert.NotEmpty(words.French);
        }
    }

    [Fact]
    public void Entries_are_found_by_person_chart_and_node_newest_first()
    {
        var index = new EventIndex();
        string[] middles = [Entries.Start("records", "records-1", Entries.Run), Entries.Open(), Entries.Open(Entries.Other, chart: Entries.OtherChart), Entries.Release(),
            $"\"kind\":\"look\",\"person\":\"{Entries.Officer}\",\"session\":\"{Entries.Session}\",\"page\":\"now\""];
        for (var i = 0; i < middles.Length; i++) index.Add(Entries.Read(middles[i], i));
        Assert.True(PersonId.TryParse(Entries.Nurse, out var nurse) && ChartId.TryParse(Entries.OtherChart, out _));
        Assert.True(ChartId.TryParse(Entries.Chart, out var chart));
        Assert.Equal([3L, 1], index.Find(new EventFilter(Person: nurse), 10));
        Assert.Equal([3L], index.Find(new EventFilter(Person: nurse, Node: "records-1"), 10));
        Assert.Equal([1L], index.Find(new EventFilter(Chart: chart, Before: 3), 10));
        Assert.Equal([3L, 2], index.Find(new EventFilter(), 2));
        Assert.Equal([4L], index.Find(new EventFilter(WithLooks: true), 1));
        Assert.Empty(index.Find(new EventFilter(Node: "records-9"), 10));
    }
}
