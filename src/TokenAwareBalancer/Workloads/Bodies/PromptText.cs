using System.Runtime.InteropServices;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Workloads.Bodies;

/// <summary>Text of a known number of tokens that no other request has.</summary>
/// <remarks>
/// Each word, with the space before it, is one token of o200k_base and of cl100k_base, and four bytes. So the
/// balancer's tokenizer and the simulated engine's rule of a token per four bytes find the same number, and neither
/// spends time on it.
/// <para>
/// The words are random, eight from each draw of 64 bits: as different streams of a <see cref="SeededRandom"/> begin
/// with different draws, no two texts of a seed share their first eight words, and an engine's prefix cache finds what
/// the workload says is shared and nothing else.
/// </para>
/// </remarks>
internal static class PromptText
{
    public const int BytesPerToken = 4;

    private const int WordsPerDraw = 8;

    // Streams 0 and -1 are lengths and arrivals.
    private const long FirstOwnStream = 1;
    private const long FirstBlockStream = -2;

    // A word for each value of a byte.
    private static ReadOnlySpan<byte> Words =>
        " the and for you not are but all can her was one our out day get"u8
        + " has him his how man new now old see two way who boy did its let"u8
        + " put say she too use dad mom act add age ago aid aim air art ask"u8
        + " bad bag ban bar bat bay bed bee bet big bit box bug bus buy cab"u8
        + " cap car cat cop cow cry cup cut den dig dog dot dry due ear eat"u8
        + " egg end era eye fan far fat fee few fig fit fix fly fox fun fur"u8
        + " gap gas god got hat hay hen hey hip hit hot ice ill ink jam jar"u8
        + " jaw jet job joy key kid kit lab law lay led leg lie lip lot low"u8
        + " mad map mat may men met mid mix net nod nor nut odd off oil owe"u8
        + " own pad pan pay pen per pet pie pig pin pit pop pot ran rat raw"u8
        + " ray red rib rid rip rob rod row rub run sad sat sea set sin sip"u8
        + " sit six ski sky son spy sum sun tab tag tan tap tax tea ten tie"u8
        + " tin tip ton top toy try van via war web why win wit won yes yet"u8
        + " zip any bow dim elf hub lap log pub ram rug sub arm bin bid bye"u8
        + " cam con dam ego elm fed gel gem hid hop inn ion kin lad lid lit"u8
        + " mob nap ore pal peg pro rag rap sap tar urn vet vat wig wed zen"u8;

    /// <summary>Writes the text as UTF-8, which JSON takes as it is.</summary>
    /// <param name="text">As many bytes as the content's tokens have.</param>
    /// <param name="content">What to write.</param>
    public static void Write(Span<byte> text, in PromptContent content)
    {
        foreach (var id in content.BlockIds.Span)
        {
            var block = text[..Math.Min(text.Length, TraceRequest.BlockTokens * BytesPerToken)];
            Fill(block, new SeededRandom(content.Seed, FirstBlockStream - id));
            text = text[block.Length..];
        }
        Fill(text, new SeededRandom(content.Seed, FirstOwnStream + content.Index));
    }

    private static void Fill(Span<byte> text, SeededRandom random)
    {
        var words = MemoryMarshal.Cast<byte, uint>(Words);
        var tokens = MemoryMarshal.Cast<byte, uint>(text);
        for (; tokens.Length >= WordsPerDraw; tokens = tokens[WordsPerDraw..])
            FillOnce(tokens[..WordsPerDraw], words, random.NextBits());
        FillOnce(tokens, words, random.NextBits());
    }

    private static void FillOnce(Span<uint> tokens, ReadOnlySpan<uint> words, ulong bits)
    {
        for (var i = 0; i < tokens.Length; i++, bits >>= 8)
            tokens[i] = words[(byte)bits];
    }
}
