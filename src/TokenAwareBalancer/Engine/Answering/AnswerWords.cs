using System.Text;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>The text of an answer: common words in an order that the seed decides, one word a token.</summary>
internal readonly struct AnswerWords
{
    private static readonly byte[][] Words = Array.ConvertAll(
        ("the of and to in is that for it as was with be by on not he this are or his from at which but have an had "
        + "they you were there one all we can has more when who will no if out so what time up go about than into "
        + "could state only new year some take come these know see use get like then first any work now may such")
        .Split(' '),
        static word => Encoding.ASCII.GetBytes(" " + word));

    private readonly ulong _seed;

    public AnswerWords(ulong seed) => _seed = seed;

    /// <param name="choice">Counted from 0.</param>
    /// <param name="ordinal">Counted from 1.</param>
    /// <returns>ASCII that needs no escaping in JSON; every word but a choice's first has a space before it.</returns>
    public ReadOnlySpan<byte> GetToken(int choice, int ordinal)
    {
        var bits = SeededRandom.Mix(unchecked(_seed + ((ulong)choice << 32) + (ulong)ordinal));
        var word = Words[bits % (ulong)Words.Length].AsSpan();
        return ordinal == 1 ? word[1..] : word;
    }

    public string GetText(int choice, int tokens)
    {
        var text = new StringBuilder();
        for (var ordinal = 1; ordinal <= tokens; ordinal++)
            text.Append(Encoding.ASCII.GetString(GetToken(choice, ordinal)));
        return text.ToString();
    }
}
