using System.Reflection;

namespace Holdfast.Fuzz;

/// <summary>What came of one input.</summary>
/// <param name="Outcome">The target's words; empty when there is a fault.</param>
/// <param name="Fault">What must not be, with the place; null when all was well.</param>
internal sealed record Trial(string Outcome, string? Fault, Work Work)
{
    public static Trial Of(Target target, byte[] input)
    {
        var start = Work.Now();
        try
        {
            var outcome = target.Try((byte[])input.Clone());
            var work = Work.Now().Since(start);
            var fault = work.Bytes > target.MostWork(input) ? $"too much work: more than {target.WorkBytes >> 20} MiB and {target.WorkBytesPerByte} bytes a byte allocated"
                : work.Seconds > Work.MostSeconds ? $"too much work: more than {Work.MostSeconds} s of the processor" : null;
            return new Trial(outcome, fault, work);
        }
        catch (Exception thrown)
        {
            var e = thrown is TargetInvocationException { InnerException: { } inner } ? inner : thrown;
            var place = e.StackTrace?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("at Holdfast.", StringComparison.Ordinal) && !line.Contains(nameof(Broken), StringComparison.Ordinal));
            return new Trial("", $"{e.GetType().Name} {(e is Broken ? e.Message + " " : "")}{place}", Work.Now().Since(start));
        }
    }

    /// <summary>The same fault, on a smaller input: pieces are cut out while it stays.</summary>
    public static byte[] Smallest(Target target, byte[] input, string fault)
    {
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
            for (var at = 0; at + piece <= input.Length;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + piece)..]];
                if (Of(target, shorter).Fault == fault) input = shorter;
                else at += piece;
            }

        return input;
    }
}
