using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>The marks of an answer's content: of one try, in order, without a hole.</summary>
/// <param name="Problem">What is wrong with them; null when nothing is.</param>
/// <param name="IsComplete">Whether the last one is here.</param>
internal readonly partial record struct ContentRow(string? Problem, bool IsComplete)
{
    public static ContentRow Read(string body)
    {
        string? tryId = null;
        var next = 0;
        var isComplete = false;
        foreach (Match mark in Mark().Matches(body))
        {
            var index = int.Parse(mark.Groups["index"].ValueSpan, CultureInfo.InvariantCulture);
            if (tryId is not null && tryId != mark.Groups["try"].Value)
                return new($"content of two tries, {tryId} and {mark.Value}", false);
            if (isComplete || index != next)
                return new($"content out of order: {mark.Value} where {next} was due", false);
            tryId = mark.Groups["try"].Value;
            isComplete = mark.Groups["end"].Success;
            next++;
        }

        return new(null, isComplete);
    }

    [GeneratedRegex(@"\[(?<try>b\d+\.\d+):(?<end>end:)?(?<index>\d+)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}
