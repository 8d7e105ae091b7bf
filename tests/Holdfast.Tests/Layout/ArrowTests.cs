using System.Xml.Linq;

namespace Holdfast.Tests.Layout;

/// <summary>Who may know whom. An assembly is a security boundary, so an arrow that is not drawn here is a hole in one.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ledger"] = [],
        ["Wire"] = [],
        ["Ui"] = ["Wire"],
        ["Keyholder"] = ["Wire", "Ledger"],
        ["Desk"] = ["Wire", "Ledger", "Ui"],
        ["Records"] = ["Wire", "Ledger"],
        ["Watch"] = ["Wire", "Ledger", "Ui"],
        ["ChartApp"] = ["Ui"],
        ["Drill"] = ["Wire", "Ledger"],
        ["Cli"] = ["Wire", "Ledger"],
    };

    /// <summary>Packages that the keyholder may stand on, each argued for in docs/decisions: what else it links is a bug.</summary>
    private static readonly string[] KeyholderPackages = ["Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "NSec.Cryptography"];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_those_it_is_drawn_to(string project)
    {
        var references = Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path).Replace("Holdfast.", ""));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void Every_project_of_the_product_is_drawn() =>
        Assert.Equal(Allowed.Keys.Order(), Directory.GetDirectories(Path.Combine(Root(), "src")).Select(d => Path.GetFileName(d).Replace("Holdfast.", "")).Order());

    [Fact]
    public void The_keyholder_stands_on_few_packages() => Assert.Empty(Elements("Keyholder", "PackageReference").Except(KeyholderPackages));

    [Fact]
    public void There_is_no_room_for_leftovers()
    {
        string[] banned = ["Core", "Common", "Shared", "Utils", "Infrastructure", "Domain", "Helpers"];
        var folders = Directory.EnumerateDirectories(Path.Combine(Root(), "src"), "*", SearchOption.AllDirectories)
            .Where(d => !d.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"))
            .Select(Path.GetFileName);
        Assert.Empty(folders.Intersect(banned));
    }

    private static IEnumerable<string> Elements(string project, string element) =>
        XDocument.Load(Path.Combine(Root(), "src", $"Holdfast.{project}", $"Holdfast.{project}.csproj"))
            .Descendants(element).Select(e => e.Attribute("Include")!.Value);

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from inside the checkout.");
    }
}
