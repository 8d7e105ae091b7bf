using System.Text.Json;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>Directory entries, sealed each under its chart's root, and the index over what they say. What people are shown is unsealed each time.</summary>
internal sealed class DirectoryTable(ChartVault vault, Table<ChartId, ChartRow> charts)
    : Table<ChartId, DirectoryRow>("directory", row => row.Chart, id => id.ToString())
{
    private bool _loaded;

    public DirectoryIndex Index { get; } = new();

    public static byte[] Seal(ChartRoot root, DirectoryFields fields) => root.SealDirectory(StatementJson.Write(fields));

    /// <summary>What the directory says of a chart: under the lock find out that, beside it <see cref="Sealed.Show"/>.</summary>
    public Sealed? Of(ChartId chart) => Find(chart) is { } row && charts.Find(chart) is { } chartRow ? new Sealed(vault, chartRow, row) : null;

    internal override void Loaded()
    {
        var read = new DirectoryFields[Count];
        var rows = Rows.ToArray();
        Parallel.For(0, rows.Length, i => read[i] = Of(rows[i].Chart)?.Open() ?? throw new JsonException("A directory entry has no chart."));
        for (var i = 0; i < rows.Length; i++) Index.Put(rows[i].Chart, read[i]);
        _loaded = true;
    }

    protected override void Changed(DirectoryRow? before, DirectoryRow? after)
    {
        if (!_loaded) return;
        if (after is null) Index.Remove(before!.Chart);
        else Index.Put(after.Chart, Of(after.Chart)!.Open());
    }

    /// <summary>An entry as it is kept. Unsealing takes some microseconds, so it is done after the lock was given back.</summary>
    internal sealed class Sealed(ChartVault vault, ChartRow chart, DirectoryRow row)
    {
        /// <exception cref="InvalidDataException">Store and keys are not of one installation.</exception>
        public DirectoryFields Open()
        {
            using var root = vault.Open(chart);
            return Open(root);
        }

        public DirectoryEntry Show() => Message(chart.Id, Open());

        /// <summary>For whoever has the chart's root in hand anyway.</summary>
        public DirectoryEntry Show(ChartRoot root) => Message(chart.Id, Open(root));

        private DirectoryFields Open(ChartRoot root) =>
            root.OpenDirectory(row.Sealed) is { } plaintext && StatementJson.Read<DirectoryFields>(plaintext) is { } fields ? fields
                : throw new InvalidDataException("A directory entry does not open under its chart's root.");
    }

    public static DirectoryEntry Message(ChartId chart, DirectoryFields fields) => new()
    {
        Chart = chart.ToByteString(),
        Family = fields.Family,
        Given = fields.Given,
        BirthDate = fields.BirthDate,
        Gender = fields.Gender,
        HealthNumber = fields.HealthNumber,
        HealthNumberVersion = fields.HealthNumberVersion,
        HealthNumberSystem = fields.HealthNumberSystem,
        Telephone = fields.Telephone,
        Address = fields.Address,
        City = fields.City,
        PostalCode = fields.PostalCode,
        Language = fields.Language,
    };

    public static DirectoryFields Fields(DirectoryEntry entry) => new(
        entry.Family, entry.Given, entry.BirthDate, entry.Gender, entry.HealthNumber, entry.HealthNumberVersion, entry.HealthNumberSystem,
        entry.Telephone, entry.Address, entry.City, entry.PostalCode, entry.Language);
}
