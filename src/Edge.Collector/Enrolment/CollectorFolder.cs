namespace Edge.Collector.Enrolment;

/// <summary>Where a collector keeps what: its data folder.</summary>
public sealed class CollectorFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Public: what a gateway trusts. Written last, so that its presence means the folder is complete.</summary>
    public string Enrolment(string name) => In($"{name}.collector.json");

    /// <summary>Ed25519 seed, 32 bytes, 0600.</summary>
    public string ReceiptKey => In("receipt.key");

    /// <summary>X-Wing seed, 32 bytes, 0600.</summary>
    public string RecipientKey => In("recipient.key");

    /// <summary>ECDSA P-256, PKCS#8, DER, 0600.</summary>
    public string TlsKey => In("tls.key");

    /// <summary>The self-signed certificate of <see cref="TlsKey"/>, DER.</summary>
    public string TlsCertificate => In("tls.crt");

    /// <summary>One <c>*.json</c> for each gateway that may deliver.</summary>
    public string Devices => In("devices");

    public string Store => In("store.db");

    /// <summary>The enrolment files that stand here; one in a folder made by init.</summary>
    public string[] Enrolments() => Directory.Exists(Path) ? Directory.GetFiles(Path, "*.collector.json") : [];

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
