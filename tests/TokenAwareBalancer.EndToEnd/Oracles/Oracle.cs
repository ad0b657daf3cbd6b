using System.Buffers.Binary;
using System.Diagnostics;
using TokenAwareBalancer.Node;

namespace TokenAwareBalancer.Oracles;

/// <summary>The original tokenizers, in a process of their own: see <c>tests/oracles-node/oracle.mjs</c>.</summary>
internal static class Oracle
{
    /// <summary>Hugging Face's takes a minute for 20 MB where two cores have other work.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static NodePackages Packages { get; } = new("tests/oracles-node");

    /// <summary>The ids of the tokens of each text.</summary>
    /// <param name="name">An encoding of tiktoken's, or the path of a <c>tokenizer.json</c>.</param>
    /// <param name="utf8Texts">What to tokenize.</param>
    public static async Task<List<int[]>> EncodeAsync(string name, IReadOnlyList<byte[]> utf8Texts)
    {
        using var node = Start(name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var errors = node.StandardError.ReadToEndAsync(limit.Token);
            var writing = WriteAsync(node.StandardInput.BaseStream, utf8Texts, limit.Token);
            var ids = await ReadAsync(node.StandardOutput.BaseStream, limit.Token);
            await node.WaitForExitAsync(limit.Token);
            Assert.True(ids.Count == utf8Texts.Count,
                $"The oracle answered {ids.Count} of {utf8Texts.Count} texts. {await errors}");
            await writing;
            return ids;
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string name) => Process.Start(new ProcessStartInfo("node", ["oracle.mjs", name])
    {
        WorkingDirectory = Packages.Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task WriteAsync(
        Stream input, IReadOnlyList<byte[]> utf8Texts, CancellationToken cancellationToken)
    {
        await using var buffered = new BufferedStream(input, 1 << 16);
        var length = new byte[sizeof(int)];
        foreach (var text in utf8Texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            await buffered.WriteAsync(length, cancellationToken);
            await buffered.WriteAsync(text, cancellationToken);
        }
    }

    private static async Task<List<int[]>> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var all = new MemoryStream();
        await output.CopyToAsync(all, cancellationToken);
        var numbers = all.GetBuffer().AsMemory(0, (int)all.Length);
        var ids = new List<int[]>();
        while (numbers.Length > 0)
        {
            var count = BinaryPrimitives.ReadInt32LittleEndian(numbers.Span);
            var own = new int[count];
            for (var i = 0; i < count; i++)
                own[i] = BinaryPrimitives.ReadInt32LittleEndian(numbers.Span[(sizeof(int) * (i + 1))..]);
            ids.Add(own);
            numbers = numbers[(sizeof(int) * (count + 1))..];
        }

        return ids;
    }
}
