using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Certificates;

/// <summary>A certificate's files change, break, vanish and expire.</summary>
public sealed class ReloadingCertificateTests : IDisposable
{
    private readonly CertificateFolder _folder = new();
    private readonly HandDrivenTime _time = new() { UtcNow = CertificateFolder.NotBefore.AddDays(1) };
    private readonly RecordingLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Files_Unchanged_KeepTheCertificateAndAreLookedAtAgain()
    {
        using var certificate = Open();
        var first = certificate.Current;

        _time.Fire();

        Assert.Same(first, certificate.Current);
        Assert.Equal(ReloadingCertificate.Interval, _time.Due);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Files_Replaced_AreReadAtTheNextLook()
    {
        using var certificate = Open();

        _folder.Write("second");
        _time.Fire();

        Assert.Equal("CN=second", certificate.Current.TargetCertificate.Subject);
        Assert.Equal(LogLevel.Information, Assert.Single(_log.Lines).Level);
    }

    [Fact]
    public void Folder_ReplacedByItsLink_IsReadAtTheNextLook()
    {
        using var next = new CertificateFolder();
        next.Write("second");
        var link = _folder["live"];
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(_folder.CertificateFile)!);
        using var certificate = new ReloadingCertificate(
            new() { Certificate = Path.Combine(link, "tls.crt"), Key = Path.Combine(link, "tls.key") },
            "port", _time, _log.CreateLogger("tls"));

        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(next.CertificateFile)!);
        _time.Fire();

        Assert.Equal("CN=second", certificate.Current.TargetCertificate.Subject);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_BrokenOrGone_KeepTheLastGoodOneAndAreToldOnce(bool areGone)
    {
        using var certificate = Open();

        if (areGone)
            File.Delete(_folder.CertificateFile);
        else
            File.WriteAllText(_folder.CertificateFile, "-----BEGIN CERTIFICATE-----");
        for (var look = 0; look < 5; look++)
            _time.Fire();

        Assert.Equal("CN=first", certificate.Current.TargetCertificate.Subject);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains(_folder.CertificateFile, line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_BrokenTwice_AreToldOfEachTime()
    {
        using var certificate = Open();
        foreach (var broken in (string[])["one way", "another"])
        {
            File.WriteAllText(_folder.CertificateFile, broken);
            _time.Fire();
            _time.Fire();
            _folder.Write(broken.Replace(' ', '-'));
            _time.Fire();
        }

        Assert.Equal(2, _log.Lines.Count(line => line.Level == LogLevel.Warning));
        Assert.Equal("CN=another", certificate.Current.TargetCertificate.Subject);
    }

    [Fact]
    public void Pair_ReplacedOneFileAfterTheOther_IsNotCalledBroken()
    {
        using var certificate = Open();
        using var next = new CertificateFolder();
        next.Write("second");

        File.Copy(next.CertificateFile, _folder.CertificateFile, overwrite: true);
        _time.Fire();
        File.Copy(next.KeyFile, _folder.KeyFile, overwrite: true);
        _time.Fire();

        Assert.Equal("CN=second", certificate.Current.TargetCertificate.Subject);
        Assert.DoesNotContain(_log.Lines, line => line.Level == LogLevel.Warning);
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(13, 1)]
    [InlineData(-1, 1)]
    public void Certificate_NearItsEnd_IsToldOnceADay(int daysLeft, int warnings)
    {
        _folder.Write("old", CertificateFolder.NotBefore.AddDays(100));
        _time.UtcNow = CertificateFolder.NotBefore.AddDays(100 - daysLeft);

        using var certificate = Open();
        for (var look = 0; look < 5; look++)
            _time.Fire();
        Assert.Equal(warnings, _log.Lines.Length);

        _time.UtcNow += TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1);
        _time.Fire();
        Assert.Equal(2 * warnings + (daysLeft == 15 ? 1 : 0), _log.Lines.Length);
    }

    [Fact]
    public void Reading_OfAPort_IsTheEndOfItsCertificate()
    {
        using var certificate = Open();

        Assert.Equal(
            new CertificateReading("port", CertificateFolder.NotBefore.AddYears(10).ToUnixTimeSeconds()),
            certificate.Reading);
    }

    private ReloadingCertificate Open() => new(_folder.Options, "port", _time, _log.CreateLogger("tls"));
}
