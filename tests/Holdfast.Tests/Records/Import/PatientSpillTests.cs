using System.Text;
using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

public sealed class PatientSpillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-spill-").FullName;

    [Fact]
    public void Every_line_comes_back_once_and_a_patients_lines_together_and_in_order()
    {
        using var spill = new PatientSpill(Path.Combine(_folder, "spill"), 200L * 1024 * 1024);
        for (var i = 0; i < 3000; i++) spill.Add($"patient-{i % 50}", $"file-{i / 1000}", i, Encoding.UTF8.GetBytes($"{i % 50}:{i}:{new string('x', 300)}"));
        var partitions = Enumerable.Range(0, spill.Partitions).Select(spill.Take).ToList();
        Assert.Equal(3000, partitions.Sum(p => p.Count));
        Assert.True(partitions.Count > 1);
        foreach (var patient in partitions.SelectMany((lines, at) => lines.Select(l => (Patient: Encoding.UTF8.GetString(l.Json.Span).Split(':')[0], at, l.Number, l.File))).GroupBy(l => l.Patient))
        {
            Assert.Single(patient.Select(l => l.at).Distinct());
            Assert.Equal(patient.Select(l => l.Number).Order(), patient.Select(l => l.Number));
            Assert.All(patient, l => Assert.Equal($"file-{l.Number / 1000}", l.File));
        }
    }

    [Fact]
    public void What_lies_on_the_disk_meanwhile_says_nothing()
    {
        using var spill = new PatientSpill(Path.Combine(_folder, "spill"), 1);
        for (var i = 0; i < 2000; i++) spill.Add("Zenobia", "file", i, Encoding.UTF8.GetBytes($"Zenobia has diabetes {new string('y', 400)}"));
        var files = Directory.GetFiles(Path.Combine(_folder, "spill"));
        Assert.NotEmpty(files);
        foreach (var file in files) Assert.DoesNotContain("Zenobia", Encoding.Latin1.GetString(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Afterwards_and_after_a_crash_nothing_is_left()
    {
        var folder = Path.Combine(_folder, "spill");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "000"), "left by a crash");
        using (var spill = new PatientSpill(folder, 1)) Assert.Empty(spill.Take(0));
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
