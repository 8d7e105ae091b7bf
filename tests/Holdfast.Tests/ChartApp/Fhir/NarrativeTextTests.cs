using CsCheck;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.Tests.ChartApp.Fhir;

public class NarrativeTextTests
{
    [Theory]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One &amp; two</p><p>Three</p></div>", "One & two\nThree")]
    [InlineData("<div>a<br/>b<br />c</div>", "a\nb\nc")]
    [InlineData("<div><ul><li>Milk</li><li>Bread</li></ul></div>", "• Milk\n• Bread")]
    [InlineData("<div><!-- <p>secret</p> -->shown</div>", "shown")]
    [InlineData("<div>  much \n  white\tspace </div>", "much white space")]
    [InlineData("<table><tr><th>HR</th><td>72</td></tr><tr><td>x</td></tr></table>", "HR 72 \nx")]
    [InlineData("&lt;b&gt;", "<b>")]
    [InlineData("never closed <div", "never closed")]
    [InlineData("<!-- never closed", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_narrative_becomes_its_words(string? div, string words) => Assert.Equal(words, NarrativeText.ToText(div));

    [Fact]
    public void What_a_nurse_writes_comes_back_as_written_but_for_spare_white_space() =>
        Gen.Char["abz <>&\"'\né漢;#39"].Array[0, 60].Select(c => new string(c)).Sample(text =>
            Normal(NarrativeText.ToText(NarrativeText.ToDiv(text))) == Normal(text));

    private static string Normal(string text) => string.Join('\n',
        text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0));
}
