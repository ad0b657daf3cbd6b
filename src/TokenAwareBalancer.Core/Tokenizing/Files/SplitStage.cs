using TokenAwareBalancer.Tokenizing.Files.Patterns;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text at what a finder finds, and hands on the pieces.</summary>
/// <param name="finder">Finds the matches.</param>
/// <param name="behavior">What becomes of them.</param>
/// <param name="invert">Whether what lies between the matches is treated as they are, and they as what lies between.
/// </param>
/// <param name="next">The next stage.</param>
internal sealed class SplitStage(PieceFinder finder, SplitBehavior behavior, bool invert, TextStage next) : TextStage
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var tokens = 0;
        var pending = default(Part);
        var stepsLeft = StepBudget.For(text);
        for (var position = 0; position < text.Length;)
        {
            if (!finder.TryFind(text, position, ref stepsLeft, out var start, out var end))
                start = end = text.Length;
            if (position < start)
                tokens += Take(new Part(position, start, invert), ref pending, text, ids);
            if (start < end)
                tokens += Take(new Part(start, end, !invert), ref pending, text, ids);
            position = end;
        }

        return tokens + Hand(pending, text, ids);
    }

    /// <summary>Joins a part to the pending one, or hands that on and keeps the part.</summary>
    private int Take(Part part, ref Part pending, ReadOnlySpan<byte> text, List<int>? ids)
    {
        if (behavior == SplitBehavior.Removed && part.IsMatch)
            return 0;
        if (pending.End > 0 && Joins(pending, part))
        {
            pending = part with { Start = pending.Start };
            return 0;
        }

        var tokens = Hand(pending, text, ids);
        pending = part;
        return tokens;
    }

    private bool Joins(Part before, Part part) => behavior switch
    {
        SplitBehavior.Contiguous => before.IsMatch == part.IsMatch,
        SplitBehavior.MergedWithPrevious => part.IsMatch && !before.IsMatch,
        SplitBehavior.MergedWithNext => before.IsMatch && !part.IsMatch,
        _ => false,
    };

    private int Hand(Part part, ReadOnlySpan<byte> text, List<int>? ids) =>
        part.End > 0 ? next.CountTokens(text[part.Start..part.End], ids) : 0;

    /// <summary>A stretch of the text, and whether it is a match; none if it ends at zero.</summary>
    private readonly record struct Part(int Start, int End, bool IsMatch);
}
