using TokenAwareBalancer.Tokenizing.Files.Patterns;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The normalizer <c>Replace</c>.</summary>
internal sealed class ReplaceStage(PieceFinder finder, byte[] replacement, TextStage next) : TextStage
{
    public override double MostGrowth => Math.Max(1, (double)replacement.Length / finder.LeastBytes);

    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var stepsLeft = StepBudget.For(text);
        if (!finder.TryFind(text, 0, ref stepsLeft, out var start, out var end))
            return next.CountTokens(text, ids);
        var output = new Utf8Output(text.Length);
        try
        {
            var position = 0;
            do
            {
                output.Append(text[position..start]);
                output.Append(replacement);
                position = end;
            }
            while (position < text.Length && finder.TryFind(text, position, ref stepsLeft, out start, out end));

            output.Append(text[position..]);
            return output.Written.IsEmpty ? 0 : next.CountTokens(output.Written, ids);
        }
        finally
        {
            output.Dispose();
        }
    }
}
