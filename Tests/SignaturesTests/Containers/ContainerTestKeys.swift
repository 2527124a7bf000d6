import Digests
import Signatures

/// Keys made for these tests: containers that are signed with them are read with them alone.
enum ContainerTestKeys {
  /// The public halves.
  static let keys = ContainerKeys(
    container: RSAPublicKey(modulus: containerModulus, exponent: "65537"),
    info: RSAPublicKey(modulus: infoModulus, exponent: "65537"))

  /// Signs the MD5 of a container's content.
  static func signature(ofMD5 digest: Digest) -> String {
    let key = RSAPublicKey(modulus: containerModulus, exponent: containerSecret)
    let plain = (0..<digest.count).map { digest[$0] }
    return text(key.power(of: plain, bytes: 128)!)
  }

  /// Signs the SHA-256 of a list of members: PKCS #1's EMSA-PSS with a salt of 32 bytes.
  static func signature(ofInfo digest: Digest) -> String {
    let salt = (0..<32).map { UInt8($0 * 7) }
    let plain = (0..<digest.count).map { digest[$0] }
    let hash = sha256([UInt8](repeating: 0, count: 8) + plain + salt)
    var block = [UInt8](repeating: 0, count: 190) + [1] + salt
    for counter in 0..<UInt8(7) {
      let mask = sha256(hash + [0, 0, 0, counter])
      for (place, byte) in mask.enumerated() where Int(counter) * 32 + place < block.count {
        block[Int(counter) * 32 + place] ^= byte
      }
    }
    block[0] &= 0x7f
    let key = RSAPublicKey(modulus: infoModulus, exponent: infoSecret)
    return text(key.power(of: block + hash + [0xbc], bytes: 256)!)
  }

  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    let digest = ContainerSample.digest(bytes, .sha256)
    return (0..<digest.count).map { digest[$0] }
  }

  /// A number in digits of 6 bits, the least significant first.
  private static func text(_ number: [UInt8]) -> String {
    let digits = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".utf8)
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in number.reversed() {
      bits |= UInt32(byte) << count
      count += 8
      while count >= 6 {
        text.append(digits[Int(bits & 63)])
        bits >>= 6
        count -= 6
      }
    }
    text.append(digits[Int(bits & 63)])
    return String(decoding: text, as: UTF8.self)
  }

  private static let containerModulus = """
    1178981297280953647416963831494749844162379016341362440942653940775178066572175969989240\
    7967822511380158614159139146966395389895328924431751871625603385726095000649582474388621\
    8912225237196478471270416232052962717251976858542001537547480165172590541714479330972619\
    999342728737040372403034370577887134621176959
    """
  private static let containerSecret = """
    6728092606971278272333864427407974758025691626282398536895991178264439887361243462105010\
    2689558863789604676679097928886459188257824095357968780810468380620826952280604176007022\
    1218652226910197400881208357745141175863082198320114730112475179467888179570695715934403\
    101602468580847662671850882760127837450753
    """
  private static let infoModulus = """
    2100312800016482656294882539587119427180097137044228732635332520894882382603596583430077\
    9795268191648476163666634806516802623688471246502013746107794914932509778222559007766285\
    2560170557348269908030043185524413064034179457058049587724931040751393514104522323658878\
    3001568456163111883407125082024329334818464235497581411557346320683196185426805832209229\
    0816800017441757435122887933754113194613626244151338500260226172892208880783852776423553\
    1996149088063619132077539715915652932609935255517979787311876912521392190842711322273843\
    0636077499436932741766052781838759452014021431242268010501893765042023438970741657164990\
    7
    """
  private static let infoSecret = """
    3726308913322898743647946966443113483123852572759710758918808102101403674459397842852714\
    1938869797928380786724999549918302763687985555585915523734957694503547294737707313552310\
    2559123930229687754382194232956821772083996951928836622785134355786147761738215148395236\
    7129749152030268777719794066676797571545323232262116429191734514591273985250385664647938\
    9583775867216072903880475668639214459802728233401765254683267161017227675810171440415375\
    6747547726333151987469275726908213081192678119517268504722017139873664724060043539224828\
    361025550844070643738926950189600134794080058661878526141363498829737853705940735779617
    """
}
