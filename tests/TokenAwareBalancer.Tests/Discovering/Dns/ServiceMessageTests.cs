namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>DNS messages as they are on the wire, right and wrong ones.</summary>
public sealed class ServiceMessageTests
{
    private const string Name = "_http._tcp.vllm.ml.svc";

    [Fact]
    public void Question_IsAsTheStandardHasIt()
    {
        var question = ServiceMessage.WriteQuestion(0x1234, "_a.b.")!;

        Assert.Equal(
            "1234 0100 0001 0000 0000 0000 025F61 0162 00 0021 0001".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(question));
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData(".")]
    public void Question_OfWhatIsNoName_IsNone(string name) => Assert.Null(ServiceMessage.WriteQuestion(1, name));

    [Fact]
    public void Question_OfALabelOfSixtyFour_IsNone() =>
        Assert.Null(ServiceMessage.WriteQuestion(1, new string('a', 64)));

    [Fact]
    public void Answer_WithCompressedNames_IsRead()
    {
        // The owner points to the question; the target ends in the question's last labels.
        var answer = ServiceMessage.ReadAnswer(DnsBytes.Answer(7, Name,
            DnsBytes.Service(10, 60, 8000, DnsBytes.Pointing("pod-1", 12 + "_http._tcp.".Length))), 7, Name)!;

        var record = Assert.Single(answer.Records);
        Assert.Equal(new ServiceRecord(10, 60, 8000, "pod-1.vllm.ml.svc", 30), record);
    }

    [Fact]
    public void Answer_ByAnAlias_IsRead()
    {
        var alias = DnsBytes.Record(5, DnsBytes.Name("real.name"));
        var service = DnsBytes.Owned(DnsBytes.Name("real.name"), 33, DnsBytes.ServiceData(0, 0, 80, DnsBytes.Name("host")));
        var foreign = DnsBytes.Owned(DnsBytes.Name("foreign"), 33, DnsBytes.ServiceData(0, 0, 80, DnsBytes.Name("evil")));

        var answer = ServiceMessage.ReadAnswer(DnsBytes.Answer(7, Name, alias, service, foreign), 7, Name)!;

        Assert.Equal(["host"], answer.Records.Select(record => record.Target));
    }

    [Fact]
    public void Answer_ToAnotherQuestion_IsNone()
    {
        var bytes = DnsBytes.Answer(7, Name);

        Assert.NotNull(ServiceMessage.ReadAnswer(bytes, 7, Name.ToUpperInvariant()));
        Assert.Null(ServiceMessage.ReadAnswer(bytes, 8, Name));
        Assert.Null(ServiceMessage.ReadAnswer(bytes, 7, "other"));
        Assert.Null(ServiceMessage.ReadAnswer(ServiceMessage.WriteQuestion(7, Name)!, 7, Name));
        Assert.Null(ServiceMessage.ReadAnswer(bytes.AsSpan(0, 11), 7, Name));
    }

    [Fact]
    public void Answer_Truncated_SaysSoAndHoldsNothing()
    {
        var bytes = DnsBytes.Answer(7, Name, DnsBytes.Service(1, 1, 1, DnsBytes.Name("h")));
        bytes[2] |= 0x02;

        var answer = ServiceMessage.ReadAnswer(bytes.AsSpan(0, bytes.Length - 3), 7, Name)!;

        Assert.True(answer.IsTruncated);
        Assert.Empty(answer.Records);
    }

    [Fact]
    public void Answer_WhoseNamePointsToItself_IsRefusedAtOnce()
    {
        var question = ServiceMessage.WriteQuestion(7, Name)!.Length;
        var bytes = DnsBytes.Answer(7, Name, DnsBytes.Service(1, 1, 1, [0xc0, (byte)(question + 18)]));

        Assert.Throws<DnsFormatException>(() => ServiceMessage.ReadAnswer(bytes, 7, Name));
    }

    [Fact]
    public void Name_ThatIsAChainOfPointers_IsReadToItsEnd()
    {
        // Each leads to the one before it, the first to the zero of the question's class, which ends a name.
        var chain = new List<byte>(DnsBytes.Answer(7, Name));
        while (chain.Count < 16_000)
            chain.AddRange([(byte)(0xc0 | ((chain.Count - 2) >> 8)), (byte)(chain.Count - 2)]);
        var reader = new DnsReader(chain.ToArray());
        reader.Skip(chain.Count - 2);

        Assert.Equal("", reader.ReadName());
        Assert.Equal(chain.Count, reader.Position);
    }

    [Fact]
    public void Answer_Mutilated_NeverThrowsAnythingElse()
    {
        var whole = DnsBytes.Answer(7, Name,
            DnsBytes.Record(5, DnsBytes.Name("alias.name")),
            DnsBytes.Service(10, 60, 8000, DnsBytes.Pointing("pod-1", 23)),
            DnsBytes.Service(10, 60, 8001, DnsBytes.Name("pod-2.elsewhere")));
        var random = new Random(20261120);
        var read = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = whole[..(random.Next(8) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                read += ServiceMessage.ReadAnswer(bytes, 7, Name) is null ? 0 : 1;
            }
            catch (DnsFormatException)
            {
                // What it is for.
            }
        }

        Assert.True(read > 10_000, $"{read} were read");
    }
}
