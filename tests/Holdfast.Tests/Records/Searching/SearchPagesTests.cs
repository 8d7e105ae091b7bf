using Holdfast.Records.Fhir.Searching;
using Holdfast.Wire;

namespace Holdfast.Tests.Records.Searching;

/// <summary>Whom and how long a page link serves.</summary>
public class SearchPagesTests
{
    private readonly ShiftedTime _time = new();
    private readonly GrantId _grant = GrantId.New();

    private static SearchPages.Snapshot ThreeOnTwoPages => new([.. Enumerable.Range(0, 3).Select(i => new SearchPages.Found(ChartId.New(), "Observation", $"o{i}", i))], 2, new SearchIncludes(), true);

    [Fact]
    public void A_link_serves_the_grant_and_key_that_made_it_and_nobody_else()
    {
        var pages = new SearchPages(_time);
        var key = pages.Keep(_grant, "thumbprint", ThreeOnTwoPages);
        Assert.NotNull(pages.Open(_grant, "thumbprint", SearchPages.Link(key, 1)));
        Assert.Null(pages.Open(_grant, "another", SearchPages.Link(key, 1)));
        Assert.Null(pages.Open(GrantId.New(), "thumbprint", SearchPages.Link(key, 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("KEY")]
    [InlineData("KEY.")]
    [InlineData("KEY.2")]
    [InlineData("KEY.-1")]
    [InlineData("KEY.1.1")]
    [InlineData("KEY.99999999999")]
    [InlineData("key.0")]
    public void A_link_that_was_altered_serves_nobody(string link)
    {
        var pages = new SearchPages(_time);
        var key = pages.Keep(_grant, "thumbprint", ThreeOnTwoPages);
        Assert.Null(pages.Open(_grant, "thumbprint", link.Replace("KEY", key, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_link_that_nobody_followed_for_ten_minutes_is_gone_and_one_in_use_stays()
    {
        var pages = new SearchPages(_time);
        var (used, left) = (pages.Keep(_grant, "thumbprint", ThreeOnTwoPages), pages.Keep(_grant, "thumbprint", ThreeOnTwoPages));
        for (var minutes = 4; minutes <= 12; minutes += 4)
        {
            _time.Shift = TimeSpan.FromMinutes(minutes);
            Assert.NotNull(pages.Open(_grant, "thumbprint", SearchPages.Link(used, 0)));
        }

        pages.Keep(GrantId.New(), "other", ThreeOnTwoPages);
        Assert.Null(pages.Open(_grant, "thumbprint", SearchPages.Link(left, 0)));
        Assert.NotNull(pages.Open(_grant, "thumbprint", SearchPages.Link(used, 0)));
    }

    [Fact]
    public void The_seventeenth_list_of_a_grant_drops_the_one_that_was_asked_for_longest_ago_and_no_other_grants()
    {
        var pages = new SearchPages(_time);
        var others = pages.Keep(GrantId.New(), "thumbprint", ThreeOnTwoPages);
        var keys = new List<string>();
        for (var i = 0; i < 17; i++)
        {
            _time.Shift = TimeSpan.FromSeconds(i);
            keys.Add(pages.Keep(_grant, "thumbprint", ThreeOnTwoPages));
        }

        Assert.Null(pages.Open(_grant, "thumbprint", SearchPages.Link(keys[0], 0)));
        Assert.All(keys.Skip(1), key => Assert.NotNull(pages.Open(_grant, "thumbprint", SearchPages.Link(key, 0))));
        Assert.DoesNotContain(others, keys);
    }
}
