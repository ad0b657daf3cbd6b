using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Tokenizing.Files.Patterns;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class PatternFinderTests
{
    /// <remarks>Tried choice by choice, this takes more steps than there are atoms in the universe.</remarks>
    [Fact]
    public void TryFind_PatternWithExponentiallyManyWays_FailsInNoTime()
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 400));

        Assert.False(PatternFinder.Create("(?:a|aa)+b").TryFind(text, 0, out _, out _));
    }

    [Fact]
    public void TryFind_LongMatchBehindExponentiallyManyWays_IsFound()
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 400) + "c");

        Assert.True(PatternFinder.Create("(?:a|aa)+b|(?:a|aa)+c").TryFind(text, 0, out var start, out var end));
        Assert.Equal((0, 401), (start, end));
    }

    /// <remarks>What failed once is not tried again from the next character on.</remarks>
    [Theory]
    [InlineData("a.*?b")]
    [InlineData("(?:a|aa)+b")]
    public void TryFind_LooksThroughAMegabyteInVainFromEachOfItsCharacters_DoesSoOnce(string pattern)
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 1 << 20));

        Assert.False(PatternFinder.Create(pattern).TryFind(text, 0, out _, out _));
    }

    [Theory]
    [InlineData("a+b")]
    [InlineData("a.*b")]
    [InlineData("a(?=[^c]*c)")]
    public void TryFind_LooksThroughAMegabyteInVainAgainAndAgain_GivesUpWithinSeconds(string pattern)
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 1 << 20));
        var start = Stopwatch.GetTimestamp();

        var gaveUp = Assert.Throws<UncountableTextException>(
            () => PatternFinder.Create(pattern).TryFind(text, 0, out _, out _));

        Assert.Contains("256 steps for each byte", gaveUp.Message, StringComparison.Ordinal);
        // Otherwise it is half a million million steps: the better part of an hour.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void CountTokens_EachMatchLooksFarAhead_GivesUpForAllOfThemTogether()
    {
        var json = ToyTokenizer.Json();
        json["pre_tokenizer"] = JsonNode.Parse(
            """
            {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": "a(?!.*b)"}, "behavior": "Isolated", "invert": false},
                {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
            """);
        var tokenizer = ToyTokenizer.Load(json);

        Assert.True(tokenizer.CountTokens(new byte[100].AsSpan()) > 0);
        Assert.Throws<UncountableTextException>(
            () => tokenizer.CountTokens(Encoding.UTF8.GetBytes(new string('a', 1 << 20))));
    }

    [Theory]
    [InlineData("a{2,3}", "xaaaay", "aaa")]
    [InlineData("[^a-c\\]]+", "ab]é世]", "é世")]
    [InlineData("\\p{Lu}\\p{Ll}+", "xx ǅ Äöü", "Äöü")]
    [InlineData("a(?=b)|c(?!d)", "cd a ab", "a")]
    [InlineData("(?<=é)a", "aéa", "a")]
    [InlineData("a+?b?", "aab", "a")]
    [InlineData("(?i:k+)", "xK\u212Ak", "K\u212Ak")]
    [InlineData("x$", "xy x\nz", "x")]
    [InlineData("(?>a+)b|a", "aab", "aab")]
    [InlineData("\\D\\S\\W", "1a ab!", "ab!")]
    public void TryFind_Pattern_FindsTheFirstMatch(string pattern, string text, string match)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.True(PatternFinder.Create(pattern).TryFind(bytes, 0, out var start, out var end));

        Assert.Equal(match, Encoding.UTF8.GetString(bytes[start..end]));
    }

    [Theory]
    [InlineData("ab|", "may match nothing")]
    [InlineData("a**b", "a repetition of what may be empty")]
    [InlineData("*a", "a repetition of nothing")]
    [InlineData("[]", "an empty class")]
    [InlineData("[a", "an unmatched [")]
    [InlineData("a)", "an unmatched )")]
    [InlineData("[a[b]]", "a class within a class")]
    [InlineData("[b-a]", "a range whose end is before its beginning")]
    [InlineData("a{3,2}", "a { that begins no repetition")]
    [InlineData("a{2}?", "a repetition with ? or + behind it")]
    [InlineData("(?<name>a)", "a group of this kind")]
    [InlineData("(?<=ab)c", "a look behind at more than one character")]
    [InlineData("\\", "a \\ at the end")]
    [InlineData("\\b", "\\b")]
    [InlineData("\\xZZ", "a character by a number that is none")]
    [InlineData("\\u004\U00010031", "a character by a number that is none")]
    [InlineData("(?i:ä)", "letters beyond ASCII in any case")]
    [InlineData("(?i:\U00010073s)", "letters beyond ASCII in any case")]
    [InlineData("(a*)*", "a repetition of what may be empty")]
    [InlineData("(?=(ab)+)a", "repeats a group within (?=")]
    public void Create_PatternThatIsNotKnown_SaysWhat(string pattern, string message) => Assert.Contains(
        message, Assert.Throws<PatternException>(() => PatternFinder.Create(pattern)).Message, StringComparison.Ordinal);
}
