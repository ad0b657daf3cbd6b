using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Hostile;

/// <summary>A connection that sends one case of the corpus and, without waiting, an honest request behind it.</summary>
/// <param name="First">The answer to the case; null when none came.</param>
/// <param name="Behind">The answer to the honest request; null when none came.</param>
/// <param name="Extra">How many answers came beyond those two, of which there must be none.</param>
internal sealed record HostileVisit(RawAnswer? First, RawAnswer? Behind, int Extra)
{
    public const string BehindId = "the-one-behind";

    public static byte[] BehindBody { get; } = Encoding.ASCII.GetBytes(
        """{"model":"words","max_tokens":1,"messages":[{"role":"user","content":"behind"}]}""");

    private static readonly byte[] BehindRequest = Wire.Post(
        Wire.ChatPath, BehindBody, $"x-request-id: {BehindId}", "Authorization: Bearer key-of-the-one-behind",
        "Connection: close");

    public static async Task<HostileVisit> MakeAsync(Uri address, HostileCase one)
    {
        using var client = await RawClient.ConnectAsync(address);
        var sending = SendAsync(client, one);
        var first = await TryReadAsync(client);
        var behind = first is null ? null : await TryReadAsync(client);
        var extra = behind is null || await TryReadAsync(client) is null ? 0 : 1;
        await sending;
        return new HostileVisit(first, behind, extra);
    }

    private static async Task SendAsync(RawClient client, HostileCase one)
    {
        try
        {
            await client.SendAsync(one.HasOneBehind ? (byte[])[.. one.Bytes, .. BehindRequest] : one.Bytes);
            if (!one.HasOneBehind)
                client.HalfClose();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Closed while it was sent.
        }
    }

    /// <returns>Null at the end of the connection.</returns>
    private static async Task<RawAnswer?> TryReadAsync(RawClient client)
    {
        try
        {
            return await client.ReadFinalAnswerAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
